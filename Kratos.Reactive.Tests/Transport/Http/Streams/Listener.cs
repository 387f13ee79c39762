using System.Text;

namespace Kratos.Reactive.Tests;

/// <summary>An answer that is read as it comes.</summary>
sealed class Listener(HttpResponseMessage reply, Stream body) : IDisposable
{
    internal HttpResponseMessage Reply => reply;

    internal static async Task<Listener> Open(Serving server, string path, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in fields) request.Headers.TryAddWithoutValidation(name, value);
        var reply = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        return new(reply, await reply.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>What comes next is this.</summary>
    internal async Task Expect(string text)
    {
        var buffer = new byte[Encoding.UTF8.GetByteCount(text)];
        var read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, TestContext.Current.CancellationToken);
        Assert.Equal(text, Encoding.UTF8.GetString(buffer, 0, read));
    }

    /// <summary>All up to the end.</summary>
    internal async Task<string> Rest()
    {
        using var reader = new StreamReader(body, Encoding.UTF8, leaveOpen: true);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose() => reply.Dispose();
}
