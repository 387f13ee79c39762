namespace Kratos.Reactive;

/// <summary>What the messages of a call are read from.</summary>
interface IMessageSource
{
    /// <summary>Whether the last one came compressed.</summary>
    bool IsCompressed { get; }
}
