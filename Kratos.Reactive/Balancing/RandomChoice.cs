namespace Kratos.Reactive;

/// <summary>One at random, each as often as its weight says.</summary>
sealed class RandomChoice(Member[] members, Random random) : Chooser
{
    readonly WeightedDraw draw = new(members, random);

    internal override Fin<Member> Choose(in PickTurn turn) => members[draw.Next(turn)];
}
