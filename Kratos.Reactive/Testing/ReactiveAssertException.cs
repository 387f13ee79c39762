namespace Kratos.Reactive.Testing;

/// <summary>What happened is not what was expected.</summary>
public sealed class ReactiveAssertException(string message, Exception? thrown = null) : Exception(message, thrown);
