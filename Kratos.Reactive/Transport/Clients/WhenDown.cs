namespace Kratos.Reactive;

/// <summary>What becomes of a call when the server cannot be reached. Source: grpc/grpc doc/wait-for-ready.md.</summary>
public enum WhenDown
{
    /// <summary>It fails at once.</summary>
    Fail,

    /// <summary>It waits for a connection, until its deadline.</summary>
    Wait,
}
