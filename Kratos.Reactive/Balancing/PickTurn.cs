namespace Kratos.Reactive;

/// <summary>One pick: for which request, at which instant, whether anybody may be out then, and at which address it was tried before (null: nowhere).</summary>
readonly struct PickTurn(Request request, long now, bool anyOut, string? tried)
{
    internal Request Request => request;

    internal long Now => now;

    internal bool AllowsAll => !anyOut && tried is null;

    internal bool Allows(Member member) => !(anyOut && member.Outlier.IsOut(now)) && (tried is null || member.Node.Address != tried);
}
