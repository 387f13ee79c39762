using Google.Protobuf;
using Kratos.Reactive;
using Kratos.Reactive.Protos.Api;
using static Kratos.Reactive.Prelude;

namespace Chat;

/// <summary>A page that talks through a WebSocket, listens to events, and asks by gRPC-Web who is there.</summary>
static class Page
{
    static readonly HttpBody page = Read();

    internal static Eff<HttpBody> Html { get; } = liftEff(() => page.Clone());

    static HttpBody Read()
    {
        using var html = typeof(Page).Assembly.GetManifestResourceStream("Chat.page.html")!;
        return new HttpBody { ContentType = "text/html; charset=utf-8", Data = ByteString.FromStream(html) };
    }
}
