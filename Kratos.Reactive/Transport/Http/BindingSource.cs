namespace Kratos.Reactive;

/// <summary>What a request has beside its body: the values of the path's variables, in their order (null for one that cannot be decoded), and the query as it was sent.</summary>
readonly record struct BindingSource(string?[] Path, string Query);
