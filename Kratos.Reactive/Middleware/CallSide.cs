namespace Kratos.Reactive;

/// <summary>Which end of a call is told of.</summary>
public enum CallSide
{
    /// <summary>The one that answers.</summary>
    Server,

    /// <summary>The one that asks.</summary>
    Client,
}
