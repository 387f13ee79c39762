using LanguageExt;

namespace Kratos.Reactive.Tests.Conventions;

/// <summary>Types that break the rules for types, beside some that do not.</summary>
public static class PlantedTypes
{
    public class Leaf;

    public class Leaf<A>
    {
        internal A? Value { get; init; }
    }

    internal class Parent<A>
    {
        internal A? Value { get; init; }
    }

    internal sealed class Child : Parent<int>;

    internal abstract class Idea;

    internal sealed class Http;

    internal sealed class Grpc;

    internal sealed class Shows
    {
        public Seq<int> Field;
        public Option<int> Welcome { get; init; }
        public IReadOnlyList<Map<string, int>> Property => [];
        public void Method(LanguageExt.HashSet<int>[] sets) => Field = sets.Length == 0 ? Field : default;
        internal void Hidden(Seq<int> sequence) => Field = sequence;
    }
}
