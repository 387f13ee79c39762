namespace Kratos.Reactive;

/// <summary>A key of a request, and the filter for each key.</summary>
sealed record Splits(Func<Request, string> Key, Func<string, NodeFilter> Filter);
