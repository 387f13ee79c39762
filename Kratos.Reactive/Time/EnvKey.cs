namespace Kratos.Reactive;

/// <summary>Names a value that a request carries in its <see cref="Env"/>. Two keys are the same only when they are the same object: keep one in a static field.</summary>
public sealed class EnvKey<A>(string name) where A : notnull
{
    /// <summary>The name, as it appears in messages.</summary>
    public override string ToString() => name;
}
