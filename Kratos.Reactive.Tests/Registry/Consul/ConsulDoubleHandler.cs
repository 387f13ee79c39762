using System.Web;

namespace Kratos.Reactive.Tests;

/// <summary>Calls the double without a wire, so in virtual time.</summary>
sealed class ConsulDoubleHandler(ConsulDouble consul) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var query = HttpUtility.ParseQueryString(request.RequestUri!.Query);
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var answer = await consul.Answer(request.Method.Method, request.RequestUri.AbsolutePath, query.AllKeys.ToDictionary(static key => key ?? "", key => query[key] ?? ""), body, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var response = new HttpResponseMessage((System.Net.HttpStatusCode)answer.Status) { Content = new StringContent(answer.Body) };
        if (answer.Index is { } index) response.Headers.Add("X-Consul-Index", $"{index}");
        return response;
    }
}
