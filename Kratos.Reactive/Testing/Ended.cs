namespace Kratos.Reactive.Testing;

/// <summary>How an effect ended, and when: counted from the start of the clock.</summary>
public readonly record struct Ended<A>(Fin<A> End, TimeSpan At)
{
    /// <summary>The value; on a failure an <see cref="ErrorException"/>.</summary>
    public A Value => End.Value;

    /// <summary>The failure; on a success an <see cref="InvalidOperationException"/>.</summary>
    public Error Error => End.Error;

    /// <summary>The instant and the end.</summary>
    public override string ToString() => $"{At.TotalSeconds}s {End}";
}
