using LanguageExt;

namespace Kratos.Reactive.Tests.Conventions;

/// <summary>Each method uses LanguageExt in one way that costs too much. None is ever run.</summary>
static class PlantedForeign
{
    internal static object HashMaps() => HashMap<string, int>.Empty;
    internal static object Maps() => Map<string, int>.Empty;
    internal static object Sets() => Set<int>.Empty;
    internal static Seq<int> Sequences(IEnumerable<int> list) => list.ToSeq();
    internal static object Inside() => new List<Seq<int>>();
    internal static bool Compared(Option<int> a, Option<int> b) => a == b;
    internal static bool Equal(Option<int> a, Option<int> b) => a.Equals(b);
    internal static bool ByDefault(Option<int> a, Option<int> b) => EqualityComparer<Option<int>>.Default.Equals(a, b);
}
