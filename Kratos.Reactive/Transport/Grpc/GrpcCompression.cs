namespace Kratos.Reactive;

/// <summary>How messages of gRPC are compressed, each by itself.</summary>
public enum GrpcCompression
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>gzip, RFC 1952: what every implementation understands.</summary>
    Gzip,

    /// <summary>deflate, which is zlib, RFC 1950.</summary>
    Deflate,
}
