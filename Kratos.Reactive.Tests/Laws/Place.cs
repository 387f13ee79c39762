namespace Kratos.Reactive.Tests;

/// <summary>Where a part runs: when its leaves are told to stop, when its steps are, whether its steps are protected, and its deadline.</summary>
sealed record Place(long Leaf, long Halt, bool Masked, long Due)
{
    internal const long Never = long.MaxValue;

    /// <summary>Leaves here are told to stop when the steps are not: several of them may then go on in one instant.</summary>
    internal bool IsProtected => Masked || Halt != Leaf;

    internal bool Halted(long at) => !Masked && at >= Halt;

    internal Place Child(long stop) => new(Math.Min(Leaf, stop), Masked ? stop : Math.Min(Halt, stop), false, Due);

    internal Place Cut(long at) => this with { Leaf = Math.Min(Leaf, at), Halt = Math.Min(Halt, at) };

    internal static Place Releasing(long at) => new(at + Reference.Scale(Resource.ReleaseLimit.Ticks), Never, true, Never);
}
