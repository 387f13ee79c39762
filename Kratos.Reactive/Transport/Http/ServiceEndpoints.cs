using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace Kratos.Reactive;

/// <summary>The routes of services in an app of somebody's: with what is said of them there, and behind the prefix of a group.</summary>
sealed class ServiceEndpoints(IReadOnlyList<Service> services, HttpServing serving, Routing routing) : EndpointDataSource, IEndpointConventionBuilder
{
    readonly List<Action<EndpointBuilder>> conventions = [];
    readonly List<Action<EndpointBuilder>> last = [];
    IReadOnlyList<Endpoint>? built;

    public override IReadOnlyList<Endpoint> Endpoints => built ??= Build(routing, [], []);

    public override IReadOnlyList<Endpoint> GetGroupedEndpoints(RouteGroupContext context)
    {
        var prefix = context.Prefix.RawText ?? "";
        if (!prefix.StartsWith('/')) prefix = $"/{prefix}";
        var moved = services.Select(service => service.Under(prefix)).ToList();
        return Build(RouteTable.Build(moved, serving, prefix).ThrowIfFail(), context.Conventions, context.FinallyConventions);
    }

    public override IChangeToken GetChangeToken() => NullChangeToken.Singleton;

    public void Add(Action<EndpointBuilder> convention) => conventions.Add(convention);

    public void Finally(Action<EndpointBuilder> finalConvention) => last.Add(finalConvention);

    List<Endpoint> Build(Routing all, IReadOnlyList<Action<EndpointBuilder>> outer, IReadOnlyList<Action<EndpointBuilder>> outerLast)
    {
        List<RouteEndpointBuilder> builders = [.. all.Routes.Select(static one => one.Route.ToBuilder(one.Verbs, one.Before))];
        if (all.FallbackAmong is { } fallback) builders.Add(new RouteEndpointBuilder(fallback, RouteTemplate.Parse("/**").ThrowIfFail().ToPattern("/**", []), int.MaxValue) { DisplayName = "fallback" });
        foreach (var builder in builders)
            foreach (var say in outer.Concat(conventions).Concat(((IEnumerable<Action<EndpointBuilder>>)last).Reverse()).Concat(outerLast)) say(builder);
        return [.. builders.Select(static builder => builder.Build())];
    }
}
