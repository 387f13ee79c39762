using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Kratos.Reactive.Tests.Conventions;

/// <summary>Something of everything that a surface can hold, and how it is told.</summary>
public static class PlantedSurface
{
    internal const string Expected = """
        namespace Kratos.Reactive.Tests.Conventions

        static class PlantedSurface
            static int Add(this int left, int right)
            extension(int count) int Doubled { get; }
            extension<A, B>(IReadOnlyList<A>) where A : notnull static IReadOnlyList<B> operator >>(IReadOnlyList<A> left, IReadOnlyList<B?> right)
            extension<A>(List<A> list) A? LastOr(A? otherwise)

        delegate string? Ask(in int number)

        abstract class Base<A> where A : class, new()
            protected Base(int size)
            protected int Size { get; }
            abstract void Do()
            virtual string? Tell(string?[] all)

        static class Constants
            const string Name = "n"
            static readonly int Zero

        sealed class Heir : Base<object>, IDisposable
            Heir()
            string this[int index] { get; }
            event Action? Changed
            void Dispose()
            override void Do()

        interface IPort<out A>
            A Find(string name, bool strict = false, Mode mode = Mode.Second, CancellationToken token = default)

        [Flags] enum Mode : byte
            First = 1
            Second = 2

        abstract record Plane
            protected Plane()

        sealed record Plane.Round : Plane
            Round(int Radius)
            int Radius { get; init; }
            override int GetHashCode()

        readonly record struct Point
            Point(int X, int Y)
            int X { get; init; }
            int Y { get; init; }

        sealed record Shape
            Shape(string Name, string? Note = null)
            required IReadOnlyDictionary<string, List<string?>?> Items { get; init; }
            string Name { get; init; }
            string? Note { get; init; }
            static Unit Of<T>(params IReadOnlyList<T> many) where T : struct, IComparable<T>
            (int Count, string? Text) Pair([CallerMemberName] string member = "")
            bool Try([NotNullWhen(true)] out string? found)
            static implicit operator Shape(string name)

        """;

    public static int Add(this int left, int right) => left + right;

    extension(int count)
    {
        public int Doubled => 2 * count;
    }

    extension<A>(List<A> list)
    {
        public A? LastOr(A? otherwise) => list.Count == 0 ? otherwise : list[^1];
    }

    extension<A, B>(IReadOnlyList<A>) where A : notnull
    {
        public static IReadOnlyList<B> operator >>(IReadOnlyList<A> left, IReadOnlyList<B?> right) => [.. right.Skip(left.Count).Select(one => one!)];
    }

    public delegate string? Ask(in int number);

    [Flags]
    public enum Mode : byte { First = 1, Second = 2 }

    public interface IPort<out A>
    {
        A Find(string name, bool strict = false, Mode mode = Mode.Second, CancellationToken token = default);
    }

    public static class Constants
    {
        public const string Name = "n";
        public static readonly int Zero;
        internal static readonly int One = 1;
    }

    public abstract class Base<A> where A : class, new()
    {
        protected Base(int size) => Size = size;
        protected int Size { get; }
        public abstract void Do();
        public virtual string? Tell(string?[] all) => all[0];
        private protected static void Closed() { }
    }

    public sealed class Heir() : Base<object>(1), IDisposable
    {
        public string this[int index] => index.ToString(System.Globalization.CultureInfo.InvariantCulture);
        public event Action? Changed;
        public override void Do() => Changed?.Invoke();
        public void Dispose() => Do();
    }

    public abstract record Plane
    {
        public sealed record Round(int Radius) : Plane
        {
            public override int GetHashCode() => Radius;
        }
    }

    public readonly record struct Point(int X, int Y);

    public sealed record Shape(string Name, string? Note = null)
    {
        public required IReadOnlyDictionary<string, List<string?>?> Items { get; init; }
        public static implicit operator Shape(string name) => new(name) { Items = new Dictionary<string, List<string?>?>() };
        public static Unit Of<T>(params IReadOnlyList<T> many) where T : struct, IComparable<T> => many.Count == 0 ? Unit.Default : default;
        public (int Count, string? Text) Pair([CallerMemberName] string member = "") => (Name.Length, member);
        public bool Try([NotNullWhen(true)] out string? found) => (found = Note) is not null;
    }
}
