using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Kratos.Reactive.Kubernetes;

/// <summary>What discovery asks of the API server: a list, and the changes that follow it.</summary>
sealed class KubernetesApi(HttpClient http, KubernetesOptions options)
{
    const int Page = 500;

    /// <summary>All slices of a service.</summary>
    internal async Eff<KubernetesView> List(string service)
    {
        var (view, next) = (KubernetesView.Of(service), "");
        while (true)
        {
            var path = $"{Path(service)}&limit={Page}{(next == "" ? "" : $"&continue={Uri.EscapeDataString(next)}")}";
            var page = await Stoppable.Lift(token => Listed(path, token)).Within(options.RequestTimeout).MapFail(From);
            view = view.With(page);
            next = page.Metadata?.Continue ?? "";
            if (next == "") return view;
        }
    }

    /// <summary>Tells of each change after <paramref name="view"/>, until the server ends the watch, which it is asked to do in time: how things were then. <paramref name="begun"/> is called once it stands.</summary>
    internal Eff<KubernetesView> Watch(KubernetesView view, Action begun, Action<KubernetesView> told) => Stoppable
        .Lift(token => Watched(view, begun, told, token))
        .Within(options.WatchFor + options.RequestTimeout)
        .MapFail(From);

    async Task<KubernetesList> Listed(string path, CancellationToken token)
    {
        using var request = Asked(path);
        using var response = await http.SendAsync(request, token).ConfigureAwait(false);
        await using var body = await response.Content.ReadAsStreamAsync(token).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode) throw await Refused(response, token).ConfigureAwait(false);
        return await JsonSerializer.DeserializeAsync(body, KubernetesJson.Default.KubernetesList, token).ConfigureAwait(false) ?? throw new JsonException("it is null");
    }

    async Task<KubernetesView> Watched(KubernetesView view, Action begun, Action<KubernetesView> told, CancellationToken token)
    {
        var seconds = ((long)options.WatchFor.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        using var request = Asked($"{Path(view.Service)}&watch=true&allowWatchBookmarks=true&timeoutSeconds={seconds}&resourceVersion={Uri.EscapeDataString(view.Version)}");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode) throw await Refused(response, token).ConfigureAwait(false);
        begun();
        await using var body = await response.Content.ReadAsStreamAsync(token).ConfigureAwait(false);
        await KubernetesLines.Read(body, line =>
        {
            var (before, after) = (view, Next(view, line));
            view = after;
            if (!ReferenceEquals(before.Slices, after.Slices)) told(after);
        }, token).ConfigureAwait(false);
        return view;
    }

    static KubernetesView Next(KubernetesView view, ReadOnlySequence<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        var change = JsonSerializer.Deserialize(ref reader, KubernetesJson.Default.KubernetesEvent) ?? throw new JsonException("it is null");
        if (change.Type != "ERROR") return view.With(change.Type, change.Object.Deserialize(KubernetesJson.Default.KubernetesSlice) ?? throw new JsonException("it is null"));
        var status = change.Object.Deserialize(KubernetesJson.Default.KubernetesList);
        throw new ErrorException(Told(status?.Code ?? 500, status?.Message ?? "no reason was given"));
    }

    HttpRequestMessage Asked(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new("application/json"));
        if (options.Token is { } token) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }

    // A service has no dot in its name; what comes after one is the namespace.
    string Path(string service)
    {
        var parts = service.Split('.', 2);
        var space = parts.Length == 2 ? parts[1] : options.Home;
        return $"/apis/discovery.k8s.io/v1/namespaces/{Uri.EscapeDataString(space)}/endpointslices?labelSelector={Uri.EscapeDataString($"kubernetes.io/service-name={parts[0]}")}";
    }

    static async Task<ErrorException> Refused(HttpResponseMessage response, CancellationToken token)
    {
        const int longest = 500;
        var text = await response.Content.ReadAsStringAsync(token).ConfigureAwait(false);
        var told = text.StartsWith('{') ? JsonSerializer.Deserialize(text, KubernetesJson.Default.KubernetesList)?.Message : null;
        return new(Told((int)response.StatusCode, told ?? text[..Math.Min(text.Length, longest)]));
    }

    static Error Told(int code, string message) => code switch
    {
        400 or 422 => Error.BadRequest("KUBERNETES_INVALID", message),
        401 => Error.Unauthorized("KUBERNETES_REFUSED", message),
        403 => Error.Forbidden("KUBERNETES_FORBIDDEN", message),
        410 => new Error(410, "KUBERNETES_GONE", message),
        _ => Error.Unavailable("KUBERNETES_FAILED", $"{code}: {message}"),
    };

    static Error From(Error error) => error.Cause switch
    {
        HttpRequestException or IOException => Error.Unavailable("KUBERNETES_UNREACHABLE", $"the API server does not answer: {error.Cause.Message}") with { Cause = error.Cause },
        JsonException => Error.Unavailable("KUBERNETES_ANSWER_INVALID", $"the API server's answer cannot be read: {error.Cause.Message}") with { Cause = error.Cause },
        _ => error,
    };
}
