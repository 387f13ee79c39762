namespace Kratos.Reactive;

/// <summary>An envelope whose type is known before there is one.</summary>
abstract class KnownEnvelope
{
    internal abstract Type Type { get; }
}

/// <inheritdoc/>
sealed class KnownEnvelope<M, E>(Func<M, E> envelope) : KnownEnvelope where M : notnull where E : notnull
{
    internal override Type Type => typeof(E);

    internal object Around(object message) => envelope((M)message);
}
