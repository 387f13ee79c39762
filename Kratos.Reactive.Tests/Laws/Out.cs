namespace Kratos.Reactive.Tests;

/// <summary>How and when a part ended, and what it said until then (and, where it was left behind, afterwards).</summary>
sealed record Out(Fin<int> End, long At, ValueList<(long At, string What)> Log)
{
    internal bool IsFail => End.IsFail;

    /// <summary>Then another part, which goes on where this one ended.</summary>
    internal Out Then(Out next) => next with { Log = [.. Log, .. next.Log] };

    internal Out Says(long at, string what) => this with { Log = [.. Log, (at, what)] };

    internal Out Joined(Error error) => this with { End = IsFail ? End.Error.And(error) : error };
}
