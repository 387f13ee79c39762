namespace Kratos.Reactive.Tests;

/// <summary>An effect as a value that can be printed, run by the engine (<see cref="TreeEff"/>) and worked out by hand (<see cref="Reference"/>). Every one of them gives a number.</summary>
abstract record Tree
{
    internal sealed record Pure(int Value) : Tree;
    internal sealed record Fail(string Reason) : Tree;
    internal sealed record Throw : Tree;
    internal sealed record Say(int Id) : Tree;
    internal sealed record Sleep(long Ticks) : Tree;
    internal sealed record Delay(long Ticks) : Tree;
    internal sealed record Map(Tree Of) : Tree;
    internal sealed record Bind(Tree First, Tree Next) : Tree;
    internal sealed record Then(Tree First, Tree Next) : Tree;
    internal sealed record Query(Tree First, Tree Next) : Tree;
    internal sealed record Else(Tree Of, Tree Otherwise) : Tree;
    internal sealed record Catch(Tree Of, string Reason, Tree Otherwise) : Tree;
    internal sealed record IfFail(Tree Of) : Tree;
    internal sealed record MapFail(Tree Of) : Tree;
    internal sealed record Finally(Tree Of, Tree After) : Tree;
    internal sealed record Bracket(Tree Acquire, Tree Use, Tree Release) : Tree;
    internal sealed record Mask(Tree Of) : Tree;
    internal sealed record Retry(Tree Of, int Times, long Wait) : Tree;
    internal sealed record Repeat(Tree Of, int Times, long Wait) : Tree;
    internal sealed record Timeout(Tree Of, long After, long Grace) : Tree;
    internal sealed record All(ValueList<Tree> Of) : Tree
    {
        public override string ToString() => $"All {{ {string.Join(", ", Of)} }}";
    }

    internal sealed record Any(ValueList<Tree> Of) : Tree
    {
        public override string ToString() => $"Any {{ {string.Join(", ", Of)} }}";
    }

    internal sealed record Forked(Tree Beside, Tree Body, bool Joined) : Tree;
    internal sealed record Async(Tree First, Tree Next, int Id) : Tree;
    internal sealed record AsyncCatch(Tree Of, Tree Otherwise) : Tree;

    /// <summary>All parts, this one first.</summary>
    internal IEnumerable<Tree> Everything => Parts.SelectMany(static part => part.Everything).Prepend(this);

    /// <summary>How deep it is: a leaf is 1.</summary>
    internal int Height => height != 0 ? height : height = 1 + Parts.Select(static part => part.Height).DefaultIfEmpty().Max();

    int height;

    IEnumerable<Tree> Parts => GetType().GetProperties().SelectMany(property => property.GetValue(this) switch
    {
        Tree part => [part],
        ValueList<Tree> parts => parts,
        _ => (IEnumerable<Tree>)[],
    });
}
