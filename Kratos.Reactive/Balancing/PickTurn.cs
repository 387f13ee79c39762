namespace Kratos.Reactive;

/// <summary>One pick: for which request, at which instant, whether anybody may be out then, and at which address it was tried before (null: nowhere), and whom to avoid (null: nobody).</summary>
readonly struct PickTurn(Request request, long now, bool anyOut, string? tried, Func<Node, bool>? avoided)
{
    internal Request Request => request;

    internal long Now => now;

    internal bool AllowsAll => !anyOut && tried is null && avoided is null;

    internal bool Allows(Member member) => !(anyOut && member.Outlier.IsOut(now)) && (tried is null || member.Node.Address != tried) && !(avoided is not null && avoided(member.Node));
}
