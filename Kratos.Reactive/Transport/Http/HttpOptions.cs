using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kratos.Reactive;

/// <summary>Settings of an HTTP server. Change some with <c>with</c>: <c>HttpOptions.Default with { Timeout = 2.Seconds }</c>.</summary>
public sealed record HttpOptions
{
    /// <summary>Names in camelCase, read without regard to case, and each at most once; enums by name; numbers also from texts, and always finite; a constructor's parameter without
    /// a default is required, and null is refused where the type of a member is not nullable (inside a list it is not looked for); only what JSON needs is escaped.</summary>
    public static JsonSerializerOptions DefaultJson { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
        AllowDuplicateProperties = false,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>What a server has unless told otherwise.</summary>
    public static HttpOptions Default { get; } = new();

    /// <summary>What is special to streams: how long they may be idle, how many messages may wait, how they show that they are alive.</summary>
    public HttpStreamOptions Streams { get; init; } = HttpStreamOptions.Default;

    /// <summary>How much a form with files may bring.</summary>
    public UploadOptions Uploads { get; init; } = UploadOptions.Default;

    /// <summary>How long a unary call may take, its body's arrival included: 30 s. Past it the answer is 504 <c>TIMED_OUT</c>, or 408 <c>BODY_TOO_SLOW</c> while the body is still
    /// on its way. A caller that says that it waits for less (<c>grpc-timeout</c>) is given that. <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> is no limit. (Go Kratos has 1 s.)</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The largest body taken, in bytes: 4 MiB (4,194,304), as gRPC has it. A larger one is 413 <c>BODY_TOO_LARGE</c>. At most 2,147,483,591, since a body is read whole.</summary>
    public long MaxBody { get; init; } = 4 * 1024 * 1024;

    /// <summary>How slowly a body may come, in bytes a second: 240, as Kestrel has it. A slower one is 408 <c>BODY_TOO_SLOW</c> after five seconds of grace; 0 is no limit.</summary>
    public double MinBodyRate { get; init; } = 240;

    /// <summary>How long the request line and the header fields may take to arrive: 30 s, as Kestrel has it.</summary>
    public TimeSpan HeaderTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How large all header fields may be together, in bytes: 32 KiB (32,768), as Kestrel has it.</summary>
    public int MaxHeaders { get; init; } = 32 * 1024;

    /// <summary>How long a connection may be idle between two requests: 130 s, as Kestrel has it.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(130);

    /// <summary>The formats of bodies, the preferred one first: <c>Codec.Json</c> and <c>Codec.Protobuf</c>, unless set. A request says its own in <c>Content-Type</c> (415 <c>CODEC</c> for what is
    /// none of them), and which it wants for the reply in <c>Accept</c> (406 <c>NOT_ACCEPTABLE</c>). A method is offered those that can carry its messages.</summary>
    public IReadOnlyList<Codec> Codecs { get; init => field = ValueList.From(value); } = ValueList.Of<Codec>([Codec.Json, Codec.Protobuf]);

    /// <summary>How plain records are written and read as JSON; <see cref="DefaultJson"/> unless set. Its escapes, comments, commas and depth are those of messages of protobuf too. For trimmed programs put a source-generated context into its resolver chain.</summary>
    public JsonSerializerOptions Json { get; init; } = DefaultJson;

    /// <summary>How messages of protobuf are written and read as JSON: the canonical form, unless set.</summary>
    public ProtoJson ProtoJson { get; init; } = new();

    /// <summary>Serves a description of all routes, and a page to read it; null, unless set: none.</summary>
    public OpenApi? OpenApi { get; init; }

    /// <summary>The certificate of an <c>https</c> address.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Whether clients of an <c>https</c> address are asked for a certificate: no. Who called is then the call's <see cref="Call.PeerCertificate"/>.</summary>
    public ClientCertificateMode ClientCertificates { get; init; } = ClientCertificateMode.NoCertificate;

    /// <summary>Which of them are good: those that the platform has no fault to find with.</summary>
    public Func<X509Certificate2, X509Chain?, SslPolicyErrors, bool> TrustClient { get; init; } = static (_, _, faults) => faults == SslPolicyErrors.None;

    /// <summary>Where the server and Kestrel log; nowhere unless set. The exception behind a failure of our own, which no <c>Logging</c> told, then goes to <see cref="Env.Unhandled"/>.</summary>
    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;

    /// <summary>What ASP.NET Core's own parts need that are asked for in <see cref="App"/>: <c>services => services.AddCors(..)</c>; nothing, unless set.</summary>
    public Action<IServiceCollection> AppServices { get; init; } = static _ => { };

    /// <summary>What ASP.NET Core is to do before and beside the services: its middleware (<c>app.UseStaticFiles()</c>, <c>app.UseCors()</c>) and its endpoints (<c>app.MapHealthChecks("/up")</c>); nothing, unless set.
    /// Its middleware goes around every request, known paths or not; <see cref="Middleware"/> of the library goes around the calls of a service.</summary>
    public Action<WebApplication> App { get; init; } = static _ => { };

    /// <summary>The last word on Kestrel's own settings, after the ones above.</summary>
    public Action<KestrelServerOptions> Kestrel { get; init; } = static _ => { };
}
