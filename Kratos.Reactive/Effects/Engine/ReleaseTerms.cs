namespace Kratos.Reactive;

/// <summary>What an app says of the releases inside one of its stages: when they must be over (instead of their usual limit), and a token that means "now".</summary>
sealed record ReleaseTerms(DateTimeOffset? Due, CancellationToken Now)
{
    internal static readonly EnvKey<ReleaseTerms> Key = new("the terms of release");
}
