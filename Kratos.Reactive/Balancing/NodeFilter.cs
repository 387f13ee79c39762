namespace Kratos.Reactive;

/// <summary>Which nodes of a list are picked from: some of them, in any order. It depends on the list alone, and is asked once for each new one.</summary>
/// <remarks>Filters are composed: <c>Version("v2") &gt;&gt; ZoneFirst("eu-1")</c> goes on with what the first one keeps, <c>Metadata("zone", "eu-1") | All</c> takes the right one where the left one keeps nobody.</remarks>
public delegate IReadOnlyList<Node> NodeFilter(IReadOnlyList<Node> nodes);
