namespace Kratos.Reactive;

/// <summary>The way that a name in a form goes: <c>a.b</c>, <c>a[b]</c>, <c>a[0].b</c>, <c>a[]</c>. What is between brackets may have any character; the bracket that closes is the one that another step, or nothing, follows.</summary>
static class FormKey
{
    /// <summary>At most so many steps.</summary>
    internal const int MostSteps = 64;

    /// <summary>The steps, the first one first; null where there are brackets that do not belong together, or too many steps. The empty step of <c>a[]</c> is one more item of a list.</summary>
    internal static IReadOnlyList<string>? Split(string key)
    {
        var end = key.AsSpan().IndexOfAny('.', '[');
        if (end < 0) return [key];
        var steps = new List<string> { key[..end] };
        for (var rest = key.AsSpan(end); !rest.IsEmpty;)
        {
            if (steps.Count == MostSteps) return null;
            if (rest[0] == '[')
            {
                var close = Close(rest);
                if (close < 0) return null;
                steps.Add(rest[1..close].ToString());
                rest = rest[(close + 1)..];
            }
            else
            {
                rest = rest[1..];
                var next = rest.IndexOfAny('.', '[');
                steps.Add((next < 0 ? rest : rest[..next]).ToString());
                rest = next < 0 ? [] : rest[next..];
            }
        }

        return steps;
    }

    static int Close(ReadOnlySpan<char> text)
    {
        for (var at = 1; at < text.Length; at++)
            if (text[at] == ']' && (at + 1 == text.Length || text[at + 1] is '.' or '[')) return at;
        return -1;
    }
}
