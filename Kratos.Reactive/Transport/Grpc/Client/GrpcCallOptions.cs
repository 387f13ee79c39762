namespace Kratos.Reactive;

/// <summary>Settings of one gRPC call. A client has them for all its calls (<see cref="GrpcClientOptions.Call"/>); <see cref="Prelude.GrpcCall"/> changes them for some.</summary>
public sealed record GrpcCallOptions
{
    internal static readonly EnvKey<Func<GrpcCallOptions, GrpcCallOptions>> Key = new("the options of a gRPC call");

    /// <summary>What a call has unless told otherwise.</summary>
    public static GrpcCallOptions Default { get; } = new();

    /// <summary>How long the call may take, all tries together: as long as the deadline of its environment allows, unless set. The earlier of the two counts. (Go Kratos has 2 s, for unary calls.)</summary>
    public TimeSpan Timeout { get; init; } = System.Threading.Timeout.InfiniteTimeSpan;

    /// <summary>What becomes of the call when the server cannot be reached: it fails (503 <c>UNAVAILABLE</c>), unless set.</summary>
    public WhenDown WhenDown { get; init; } = WhenDown.Fail;

    /// <summary>How request messages are compressed, where that makes them smaller: not, unless set. A whole <see cref="Request"/> among the messages of a stream,
    /// with a header field <c>grpc-encoding: identity</c>, goes out as it is. (Replies may be compressed in each way there is.)</summary>
    public GrpcCompression Compression { get; init; } = GrpcCompression.None;

    /// <summary>The largest reply message, in bytes, before and after it is unpacked: 4 MiB (4,194,304), as gRPC has it. A larger one is 429 <c>RESOURCE_EXHAUSTED</c>, found by its header.</summary>
    public int MaxReceive { get; init; } = 4 * 1024 * 1024;

    /// <summary>The largest request message, in bytes, before it is compressed: no limit, as gRPC has it (2,147,483,647). A larger one is 429 <c>RESOURCE_EXHAUSTED</c>, and not sent.</summary>
    public int MaxSend { get; init; } = int.MaxValue;

    /// <summary>How large the metadata sent may be, in bytes, counted with 32 for each field: 8 KiB (8,192), which gRPC servers take. A larger one is 500 <c>HEADERS_TOO_LARGE</c>, and not sent.</summary>
    public int MaxMetadata { get; init; } = 8 * 1024;

    /// <summary>What the server is told that it is called (<c>:authority</c>): host and port of the address, unless set.</summary>
    public string? Authority { get; init; }

    /// <summary>Whether and when a failed call is tried again: not, unless set.</summary>
    public GrpcRetry? Retry { get; init; }

    internal FleetTerms Terms => new(WhenDown, Timeout);

    internal static GrpcCallOptions Of(GrpcClientOptions client, Env env) => env.TryFind(Key, out var change) ? change(client.Call) : client.Call;
}
