using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Kratos.Reactive;

/// <summary>What makes <c>/books/a:sell</c> the verb of a book, and <c>/books/a%3Asell</c> a book: to ASP.NET's routing, which sees paths decoded, they are the same.</summary>
sealed class VerbConstraint(string verb) : IRouteConstraint
{
    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) => httpContext is null || RawSegments.HasVerb(httpContext, verb);
}
