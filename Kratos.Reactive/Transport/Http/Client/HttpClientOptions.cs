using System.Net;
using System.Reflection;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Google.Protobuf;

namespace Kratos.Reactive;

/// <summary>Settings of an HTTP client and its connections. Change some with <c>with</c>: <c>HttpClientOptions.Default with { Codecs = [Codec.Json] }</c>.</summary>
public sealed record HttpClientOptions
{
    /// <summary>What a client has unless told otherwise.</summary>
    public static HttpClientOptions Default { get; } = new();

    /// <summary>What each call has, unless <see cref="Prelude.HttpCall"/> changes it: no timeout of its own, no retry, replies of 4 MiB at most.</summary>
    public HttpCallOptions Call { get; init; } = HttpCallOptions.Default;

    /// <summary>How a service that is called by its name is followed, and which of its nodes a call goes to: by latency, failures and calls in flight, unless set. A client of one address does not look at it.</summary>
    public FleetOptions Fleet { get; init; } = FleetOptions.Default;

    /// <summary>The formats of bodies. The first that can have the message is what it is sent in, and what a reply is asked for in (<c>Accept</c>); a reply is read in each of them. JSON, unless set: of messages of protobuf under
    /// the name <c>application/protojson</c>, as the clients of Go Kratos have it, whose servers mean another JSON by <c>application/json</c>. For servers that know one JSON only, say <c>[Codec.Json]</c>.</summary>
    public IReadOnlyList<Codec> Codecs { get; init => field = ValueList.From(value); } = ValueList.From<Codec>(
    [
        Codec.Json with { MediaType = "application/protojson", Aliases = [], Suffix = "", Carries = typeof(IMessage).IsAssignableFrom },
        Codec.Json with { Aliases = ["text/json"] },
    ]);

    /// <summary>How plain records are written and read as JSON; <see cref="HttpOptions.DefaultJson"/> unless set.</summary>
    public JsonSerializerOptions Json { get; init; } = HttpOptions.DefaultJson;

    /// <summary>How messages of protobuf are written and read as JSON, and called in a query: the canonical form, unless set.</summary>
    public ProtoJson ProtoJson { get; init; } = new();

    /// <summary>Takes the message of a reply out of its envelope, for servers that have one: <c>body => body.GetProperty("data")</c> reads <c>{"code":0,"data":{..}}</c>. It may also find that there is a failure inside, which the call ends in.
    /// What it throws is 500 <c>CODEC</c>; null, or nothing, is an empty message. Each message of a stream goes through it; what is not JSON, and the body of an answer that is no success, does not. A reply is the message, unless set.</summary>
    public Func<JsonElement, Fin<JsonElement>>? Unwrap { get; init; }

    /// <summary>How the client calls itself (<c>User-Agent</c>): <c>kratos-dotnet/</c> and the version, unless set.</summary>
    public string UserAgent { get; init; } = $"kratos-dotnet/{typeof(HttpClientOptions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0"}";

    /// <summary>How long a connection may take until it stands, TLS included: 20 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How many connections there may be: 256. A call past that waits for one, until its time is up. (Over HTTP/2, which is spoken where TLS agrees on it, one connection takes many calls.)</summary>
    public int MaxConnections { get; init; } = 256;

    /// <summary>How large the header fields of a reply may be, in bytes, rounded up to whole KiB: 64 KiB. Larger ones are 429 <c>RESOURCE_EXHAUSTED</c>.</summary>
    public int MaxReceivedHeaders { get; init; } = 64 * 1024;

    /// <summary>How long a connection stays without any call: 60 s, less than servers keep one. It is kept on the real clock.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a connection is used: 10 minutes, so that a name that has got another address is looked up again. It is kept on the real clock.</summary>
    public TimeSpan ConnectionLifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The certificates that a server's must come from; those that the machine trusts, unless set.</summary>
    public X509Certificate2Collection? Roots { get; init; }

    /// <summary>The certificate that says who is calling, with its private key; none, unless set.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The name that a server's certificate must be for; the host of the address, unless set.</summary>
    public string? ServerName { get; init; }

    /// <summary>How a connection is dialled, TLS apart: TCP without delay, unless set. For Unix sockets, tunnels and tests.</summary>
    public Func<DnsEndPoint, CancellationToken, ValueTask<Stream>> Dial { get; init; } = Tcp.Dial;

    internal bool SpeaksTls => (Certificate ?? (object?)Roots ?? ServerName) is not null;
}
