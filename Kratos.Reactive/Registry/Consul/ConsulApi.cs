using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Kratos.Reactive.Consul;

/// <summary>Calls of Consul's HTTP API.</summary>
sealed class ConsulApi(HttpClient http, ConsulOptions options)
{
    const int Longest = 500;    // of what is told of a refusal

    internal Eff<ConsulAnswer> Put(string path) => Send(() => new(HttpMethod.Put, path), options.TryTimeout);

    internal Eff<ConsulAnswer> Put<A>(string path, A body, JsonTypeInfo<A> type) => Send(() => new(HttpMethod.Put, path) { Content = JsonContent.Create(body, type) }, options.TryTimeout);

    internal Eff<ConsulAnswer> Get(string path, TimeSpan patience) => Send(() => new(HttpMethod.Get, path), patience);

    /// <summary>What the answer holds; else what went wrong, by its status.</summary>
    internal static Fin<A> Read<A>(ConsulAnswer answer, JsonTypeInfo<A> type)
    {
        try
        {
            return JsonSerializer.Deserialize(answer.Body, type) is { } read ? read : Broken("it is null");
        }
        catch (JsonException broken)
        {
            return Broken($"at {broken.Path}") with { Cause = broken };
        }
    }

    internal static Fin<ConsulAnswer> Succeeded(ConsulAnswer answer)
    {
        if ((int)answer.Status is >= 200 and < 300) return answer;
        var text = Encoding.UTF8.GetString(answer.Body.AsSpan(0, Math.Min(answer.Body.Length, Longest))).Trim();
        return answer.Status switch
        {
            HttpStatusCode.BadRequest or HttpStatusCode.MethodNotAllowed => Error.BadRequest("CONSUL_INVALID", text),
            HttpStatusCode.Unauthorized => Error.Unauthorized("CONSUL_REFUSED", text),
            HttpStatusCode.Forbidden => Error.Forbidden("CONSUL_FORBIDDEN", text),
            HttpStatusCode.NotFound => Error.NotFound("CONSUL_NOT_FOUND", text),
            _ => Error.Unavailable("CONSUL_FAILED", $"{(int)answer.Status}: {text}"),
        };
    }

    Eff<ConsulAnswer> Send(Func<HttpRequestMessage> asked, TimeSpan patience) => Stoppable
        .Lift(async token =>
        {
            using var request = asked();
            if (options.Token is { } who) request.Headers.Add("X-Consul-Token", who());
            using var response = await http.SendAsync(request, token).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync(token).ConfigureAwait(false);
            return new ConsulAnswer(response.StatusCode, Index(response), body);
        })
        .Within(patience)
        .MapFail(static error => error.Cause is HttpRequestException or IOException ? Error.Unavailable("CONSUL_UNREACHABLE", $"Consul does not answer: {error.Cause.Message}") with { Cause = error.Cause } : error);

    static long Index(HttpResponseMessage response) => response.Headers.TryGetValues("X-Consul-Index", out var values) && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : 0;

    static Error Broken(string why) => Error.Unavailable("CONSUL_ANSWER_INVALID", $"Consul's answer cannot be read: {why}");
}

/// <summary>How Consul answered.</summary>
/// <param name="Status">The status.</param>
/// <param name="Index">How far its state had come; 0 when it does not say.</param>
/// <param name="Body">What it told.</param>
sealed record ConsulAnswer(HttpStatusCode Status, long Index, byte[] Body);
