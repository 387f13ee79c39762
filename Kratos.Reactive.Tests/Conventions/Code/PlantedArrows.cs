namespace Kratos.Reactive.Tests.Conventions;

/// <summary>Each type names <see cref="PlantedTarget"/> in one way.</summary>
static class PlantedArrows
{
    internal sealed class Base : PlantedTarget;

    internal sealed class Field
    {
        internal PlantedTarget? It;
        internal void Set<A>(A it) where A : PlantedTarget => It = it;
    }

    internal interface Property
    {
        PlantedTarget It { get; }
    }

    internal delegate void Argument(PlantedTarget[] target);

    [PlantedTarget]
    internal sealed class Attributed;

    internal sealed class InALambda
    {
        internal static Func<int, int> F() => n => n + PlantedTarget.Get();
    }

    internal sealed class InAsync
    {
        internal static async Task<int> F()
        {
            await Task.CompletedTask;
            return PlantedTarget.Get();
        }
    }

    internal sealed class InAQuery
    {
        internal static IEnumerable<int> F(int[] list) => from one in list select one + PlantedTarget.Get();
    }

    internal sealed class Initialiser
    {
        internal static readonly int It = PlantedTarget.Get();
    }

    internal sealed class TypeArgument
    {
        internal static object F() => new Dictionary<string, List<PlantedTarget>>();
    }

    internal sealed class Interface : IEquatable<PlantedTarget>
    {
        public bool Equals(PlantedTarget? other) => false;
        public override bool Equals(object? obj) => false;
        public override int GetHashCode() => 0;
    }

    internal sealed class Pattern
    {
        internal static bool F(object any) => any is PlantedTarget;
    }
}
