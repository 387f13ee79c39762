namespace Kratos.Reactive;

/// <summary>How many messages go each way.</summary>
public enum MethodShape
{
    /// <summary>One request, one reply.</summary>
    Unary,

    /// <summary>One request, many replies.</summary>
    ServerStream,

    /// <summary>Many requests, one reply.</summary>
    ClientStream,

    /// <summary>Many requests, many replies.</summary>
    Duplex,
}
