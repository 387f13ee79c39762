namespace Kratos.Reactive;

/// <summary>What a request has beside its body.</summary>
/// <param name="Path">The values of the path's variables, in their order; null for one that cannot be decoded.</param>
/// <param name="Query">The query as it was sent.</param>
/// <param name="ContentType">What the body is said to be; empty unless the body is taken as it is.</param>
readonly record struct BindingSource(string?[] Path, string Query, string ContentType);
