using System.Net;

namespace Bench;

/// <summary>The bare wire: calls by hand over the platform's HTTP/2, with nothing around them. No deadline, no retry, no metadata, no limits.</summary>
sealed class WireClient(int port) : IMeasured, IDisposable
{
    readonly Uri server = new($"http://127.0.0.1:{port}");
    readonly HttpMessageInvoker invoker = new(new SocketsHttpHandler { ActivityHeadersPropagator = null, AllowAutoRedirect = false, EnableMultipleHttp2Connections = true, UseCookies = false, UseProxy = false });

    public async Task<long> Say(Ask ask, Func<bool> over)
    {
        for (var many = 1L; ; many++)
        {
            using var response = await Open("Say", new WireContent(ask));
            using var frames = new WireFrames(await response.Content.ReadAsStreamAsync());
            Check(ask, await frames.Next() ?? throw Wrong("no reply"));
            if (await frames.Next() is not null) throw Wrong("two replies");
            CheckEnd(response);
            if (over()) return many;
        }
    }

    public async Task<long> Count(Ask ask, Func<bool> over)
    {
        var many = 0L;
        while (true)
        {
            using var response = await Open("Count", new WireContent(ask));
            using var frames = new WireFrames(await response.Content.ReadAsStreamAsync());
            var got = 0;
            while (await frames.Next() is { } told)
            {
                Check(ask, told);
                got++;
                many++;
                if (over()) return many;
            }

            if (got != ask.Count) throw Wrong($"{got} messages instead of {ask.Count}");
            CheckEnd(response);
        }
    }

    public async Task<long> Talk(Ask ask, Func<bool> over)
    {
        var content = new WireDuplex();
        var opening = Open("Talk", content);
        await content.Write(ask);
        using var response = await opening;
        using var frames = new WireFrames(await response.Content.ReadAsStreamAsync());
        for (var many = 0L; ;)
        {
            if (await frames.Next() is not { } told)
            {
                CheckEnd(response);
                return many;
            }

            Check(ask, told);
            many++;
            if (over()) content.End();
            else await content.Write(ask);
        }
    }

    public void Dispose() => invoker.Dispose();

    Task<HttpResponseMessage> Open(string method, HttpContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, $"/bench.v1.Measured/{method}")) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = content };
        request.Headers.TryAddWithoutValidation("te", "trailers");
        content.Headers.TryAddWithoutValidation("content-type", "application/grpc");
        return invoker.SendAsync(request, CancellationToken.None);
    }

    static void Check(Ask ask, Told told)
    {
        if (told.Text != ask.Name || told.Body.Length != ask.Size) throw Wrong($"the reply {told}");
    }

    static void CheckEnd(HttpResponseMessage response)
    {
        if (!response.TrailingHeaders.NonValidated.TryGetValues("grpc-status", out var status) || status.ToString() != "0") throw Wrong($"the status '{status}'");
    }

    static InvalidOperationException Wrong(string what) => new($"not what was asked for: {what}");
}
