namespace Kratos.Reactive;

/// <summary>The status codes of gRPC. Source: grpc/grpc doc/statuscodes.md.</summary>
public enum GrpcCode
{
    /// <summary>It went well.</summary>
    Ok = 0,

    /// <summary>The caller left, or the work was told to stop.</summary>
    Cancelled = 1,

    /// <summary>Something failed that has no code of its own here.</summary>
    Unknown = 2,

    /// <summary>The request itself is wrong.</summary>
    InvalidArgument = 3,

    /// <summary>The time allowed was used up.</summary>
    DeadlineExceeded = 4,

    /// <summary>There is no such thing.</summary>
    NotFound = 5,

    /// <summary>It is there already.</summary>
    AlreadyExists = 6,

    /// <summary>Who is asking is known, and may not.</summary>
    PermissionDenied = 7,

    /// <summary>Asked too often, or for too much.</summary>
    ResourceExhausted = 8,

    /// <summary>It does not fit the state that things are in.</summary>
    FailedPrecondition = 9,

    /// <summary>Somebody else was first.</summary>
    Aborted = 10,

    /// <summary>Asked for something past the end.</summary>
    OutOfRange = 11,

    /// <summary>Not something this service does.</summary>
    Unimplemented = 12,

    /// <summary>Our own fault.</summary>
    Internal = 13,

    /// <summary>Not now; another try, or another instance, may do better.</summary>
    Unavailable = 14,

    /// <summary>Data is lost for good.</summary>
    DataLoss = 15,

    /// <summary>Who is asking is not known.</summary>
    Unauthenticated = 16,
}
