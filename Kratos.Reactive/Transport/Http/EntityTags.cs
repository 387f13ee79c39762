using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Kratos.Reactive;

/// <summary>Whether a caller has already what it asks for: <c>If-None-Match</c>, RFC 9110 13.1.2.</summary>
static class EntityTags
{
    /// <summary>True for a GET or a HEAD whose caller names the version that the reply's <c>ETag</c> is, or any.</summary>
    internal static bool IsKnown(HttpRequest request, Headers reply)
    {
        var asked = request.Headers.IfNoneMatch;
        if (asked.Count == 0 || !reply.TryGet(HeaderNames.ETag, out var text) || !EntityTagHeaderValue.TryParse(text, out var tag)) return false;
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)) return false;
        return FieldList.AnyTag(asked, one => one.Equals(EntityTagHeaderValue.Any) || one.Compare(tag, useStrongComparison: false));
    }
}
