using System.Text;

namespace Kratos.Reactive;

/// <summary>The pairs of a query as they are sent: by name, so that the same message is always the same address; values of one name in their order.</summary>
static class QueryText
{
    /// <summary>Adds <c>?a=1&amp;b=2</c>; nothing when there are none.</summary>
    internal static void Write(StringBuilder url, List<KeyValuePair<string, string>> pairs)
    {
        var mark = '?';
        foreach (var (name, value) in pairs.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            url.Append(mark).Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
            mark = '&';
        }
    }
}
