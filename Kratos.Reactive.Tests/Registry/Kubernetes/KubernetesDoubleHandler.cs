using System.Web;

namespace Kratos.Reactive.Tests;

/// <summary>Calls the double without a wire, so in virtual time.</summary>
sealed class KubernetesDoubleHandler(KubernetesDouble kubernetes) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var query = HttpUtility.ParseQueryString(request.RequestUri!.Query);
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var answer = kubernetes.Answer(request.Method.Method, request.RequestUri.AbsolutePath, query.AllKeys.ToDictionary(static key => key ?? "", key => query[key] ?? ""), $"{request.Headers.Authorization}", body);
        return new((System.Net.HttpStatusCode)answer.Status) { Content = answer.Lines is { } lines ? new StreamContent(lines.AsStream()) : new StringContent(answer.Body!) };
    }
}
