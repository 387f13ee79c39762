namespace Kratos.Reactive;

/// <summary>What is wrong with a value that came in.</summary>
/// <param name="Field">Where: a path such as <c>a.b[1]</c>; empty for the whole.</param>
/// <param name="Why">Why, for a person: <c>must be a text</c>.</param>
/// <param name="At">At which byte of its JSON, from 0; -1 where it is no JSON.</param>
sealed record Wrong(string Field, string Why, long At = -1)
{
    /// <summary>The same, seen from whatever has the field <paramref name="name"/>.</summary>
    internal Wrong In(string name) => this with { Field = Field switch { "" => name, ['[', ..] => name + Field, _ => $"{name}.{Field}" } };
}
