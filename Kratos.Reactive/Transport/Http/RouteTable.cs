namespace Kratos.Reactive;

/// <summary>The methods of the services as endpoints of ASP.NET's routing: one for each rule, without rules <c>POST /package.Service/Method</c>. All that is wrong with them is said at once.</summary>
static class RouteTable
{
    const string AnyVerb = "*";

    internal static Fin<Routing> Build(IReadOnlyList<Service> services, HttpServing serving, string prefix = "") => Checked(Ends(services, serving)).Bind(all => serving.Options.OpenApi is { } api
        ? ApiService.Of(api, services, all, serving).Bind(own => Checked([.. all.Select(static route => (Fin<Route>)route), .. Ends([own.Under(prefix)], serving)])).Map(routes => Of(routes, all, serving))
        : Of(all, all, serving));

    static List<Fin<Route>> Ends(IReadOnlyList<Service> services, HttpServing serving) => [.. Rules(services).SelectMany(one => Ends(one.Method, one.Rule, serving))];

    static Fin<IReadOnlyList<Route>> Checked(IReadOnlyList<Fin<Route>> ends)
    {
        var routes = ends.Where(static end => end.IsSucc).Select(static end => end.Succeeded).ToList();
        var errors = ends.Where(static end => end.IsFail).Select(static end => end.Failed).Concat(Conflicts(routes)).Concat(Overlaps(routes)).ToList();
        return errors.Count > 0 ? errors.Aggregate(static (first, next) => first.And(next)) : Fin<IReadOnlyList<Route>>.Succ(routes);
    }

    static Routing Of(IReadOnlyList<Route> routes, IReadOnlyList<Route> described, HttpServing serving)
    {
        var taken = routes.Select(static route => (route.Rule.Verb, route.Template.Shape)).ToHashSet();
        var fallback = routes.FirstOrDefault(static route => IsFallback(route));
        var there = routes.Where(static route => route.Rule.Verb != AnyVerb).Select(route => (route.Template, Verbs(route, taken))).ToList();
        return new Routing(
            [.. routes.Where(route => route != fallback).Select(route => (IsRest(route) ? route with { Answer = new FallbackEndpoint(route.Answer, there, serving).Answer } : route, Verbs(route, taken), (IReadOnlyList<RouteTemplate>)[.. Before(route, routes)]))],
            described,
            fallback?.Answer,
            fallback is null ? null : new FallbackEndpoint(fallback.Answer, there, serving).Answer);
    }

    // The same behind a prefix.
    static bool IsRest(Route route) => route.Rule.Verb == AnyVerb && route.Template is { HasTail: false, Many: >= 0 };

    // For any verb and any path: what is there for one of them goes before it, even if that is a refusal.
    static bool IsFallback(Route route) => route.Rule.Verb == AnyVerb && route.Template.Shape == RouteTemplate.AnyShape;

    static IEnumerable<RouteTemplate> Before(Route route, IReadOnlyList<Route> routes) =>
        routes.Where(other => other.Rule.Verb == route.Rule.Verb && other.Template.GoesBefore(route.Template)).Select(static other => other.Template);

    static IEnumerable<(Method Method, HttpRule Rule)> Rules(IReadOnlyList<Service> services) =>
        from service in services
        from method in service.Methods
        from rule in method.RulesOrOwn
        select (method, rule);

    // A stream of requests is a WebSocket, which is a GET whatever the rule says; where there is one reply, the requests are also the lines of a body, by the verb of the rule.
    static IEnumerable<Fin<Route>> Ends(Method method, HttpRule rule, HttpServing serving)
    {
        var first = Route.Of(method, method.TakesMany ? rule with { Verb = "GET" } : rule, serving);
        yield return first;
        if (first.IsSucc && method.Shape == MethodShape.ClientStream && rule.Verb is not ("GET" or "HEAD")) yield return Route.Of(method, rule.Verb == AnyVerb ? rule with { Verb = "POST" } : rule, serving);
    }

    static IEnumerable<Error> Conflicts(IReadOnlyList<Route> routes) =>
        from same in routes.GroupBy(static route => (route.Rule.Verb, route.Template.Shape))
        where same.Count() > 1
        let all = string.Join(" and ", same.Select(static route => $"{route.Method.Operation} ({route.Rule.Path})"))
        select Error.Conflict("ROUTE_CONFLICT", $"{same.Key.Verb} is at the same path for {all}");

    static IEnumerable<Error> Overlaps(IReadOnlyList<Route> routes) =>
        from one in routes.Index()
        from other in routes.Skip(one.Index + 1)
        where one.Item.Rule.Verb == other.Rule.Verb && one.Item.Template.Shape != other.Template.Shape && one.Item.Template.Overlaps(other.Template)
        select Error.Conflict("ROUTE_CONFLICT", $"{other.Rule.Verb} has paths that are for both {one.Item.Method.Operation} ({one.Item.Rule.Path}) and {other.Method.Operation} ({other.Rule.Path})");

    // A GET answers HEAD too (Kestrel leaves the body out), unless a method is there for it.
    static IReadOnlyList<string> Verbs(Route route, HashSet<(string Verb, string Shape)> taken) => route.Rule.Verb switch
    {
        AnyVerb => [],
        "GET" when route.Method.TakesMany => ["GET", "CONNECT"],        // that of HTTP/2
        "GET" when !taken.Contains(("HEAD", route.Template.Shape)) => ["GET", "HEAD"],
        var verb => [verb],
    };
}
