namespace Kratos.Reactive;

/// <summary>A way to choose among nodes, at least one. Where a turn allows none of them, it chooses as if it allowed all: a bad node may do, and no node cannot.</summary>
abstract class Chooser
{
    internal abstract Fin<Member> Choose(in PickTurn turn);
}

/// <summary>Makes a chooser among these members, with chance, and with what the chooser of the list before had learnt.</summary>
delegate Chooser ChooserOf(Member[] members, Chooser? before, Random random);
