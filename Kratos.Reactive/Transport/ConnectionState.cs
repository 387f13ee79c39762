namespace Kratos.Reactive;

/// <summary>Whether the other side of a client can be reached. Source: grpc/grpc doc/connectivity-semantics-and-api.md.</summary>
public enum ConnectionState
{
    /// <summary>No connection, and none is being made: the next call makes one.</summary>
    Idle,

    /// <summary>The first connection is being made.</summary>
    Connecting,

    /// <summary>There is a connection that the other side has answered on; over HTTP, one that stands.</summary>
    Ready,

    /// <summary>The last try failed, and the next is not due yet. (Over HTTP the next call makes the next one.)</summary>
    TransientFailure,

    /// <summary>The client was given back.</summary>
    Shutdown,
}
