using Microsoft.AspNetCore.Http;

namespace Kratos.Reactive;

/// <summary>What a server answers, and by whom.</summary>
/// <param name="Routes">The routes, each with the verbs it takes (none: all) and those that go before it.</param>
/// <param name="All">Every route that was asked for, the fallback too; not those of the description.</param>
/// <param name="Fallback">Answers for paths that are none of theirs; null for nobody.</param>
/// <param name="FallbackAmong">The same as one endpoint among others.</param>
sealed record Routing(IReadOnlyList<(Route Route, IReadOnlyList<string> Verbs, IReadOnlyList<RouteTemplate> Before)> Routes, IReadOnlyList<Route> All, RequestDelegate? Fallback, RequestDelegate? FallbackAmong)
{
    internal IReadOnlyList<Endpoint> ToEndpoints() => [.. Routes.Select(static one => one.Route.ToBuilder(one.Verbs, one.Before).Build())];
}
