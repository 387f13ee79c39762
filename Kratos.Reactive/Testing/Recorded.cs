namespace Kratos.Reactive.Testing;

/// <summary>Something, and the tick at which it came or is to come.</summary>
public readonly record struct Recorded<T>(long Time, T Value)
{
    /// <summary><c>value@time</c>.</summary>
    public override string ToString() => $"{Value}@{Time}";
}
