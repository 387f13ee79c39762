using Microsoft.AspNetCore.WebUtilities;

namespace Kratos.Reactive;

/// <summary>The values of a form or a query, put together by the ways that their names go.</summary>
sealed class FormTree
{
    /// <summary>At most so many names and steps of names: each costs a few hundred bytes, and four bytes of a form can be one.</summary>
    internal const int Most = 16 * 1024;

    Dictionary<string, FormTree>? children;
    List<string?>? texts;
    int count;      // of the root: all below it

    /// <summary>What is given under this very name, in order; null for a text that is no percent-encoded UTF-8.</summary>
    internal IReadOnlyList<string?> Texts => texts ?? (IReadOnlyList<string?>)[];

    /// <summary>What is given under longer names.</summary>
    internal IReadOnlyDictionary<string, FormTree> Children => children ?? (IReadOnlyDictionary<string, FormTree>)System.Collections.Frozen.FrozenDictionary<string, FormTree>.Empty;

    /// <summary>The tree of a text such as <c>a=1&amp;b.c=2</c>; a failure for a name that is none.</summary>
    /// <param name="form">The text as it was sent.</param>
    /// <param name="isKnown">Whether a name may be looked at, by its first step; others are left alone.</param>
    internal static Fin<FormTree> Of(string form, Func<string, bool> isKnown)
    {
        var root = new FormTree();
        foreach (var pair in new QueryStringEnumerable(form))
        {
            var key = pair.DecodeName().ToString();
            if (key.Length == 0 && pair.EncodedValue.IsEmpty) continue;
            var first = key.AsSpan().IndexOfAny('.', '[') is >= 0 and var end ? key[..end] : key;
            if (isKnown(first) && root.Add(key, PercentEncoding.IsValid(pair.EncodedValue.Span) ? pair.DecodeValue().ToString() : null) is { } wrong) return wrong;
        }

        return root;
    }

    /// <summary>Adds a text, to the root; a failure for a name that is none, and when there are too many.</summary>
    internal Error? Add(string key, string? text)
    {
        if (FormKey.Split(key) is not { } steps) return JsonFault.At(key.AsSpan().IndexOfAny('.', '[') is >= 0 and var end ? key[..end] : key, $"is given by a name that is none, or has more than {FormKey.MostSteps} steps");
        var at = this;
        foreach (var step in steps) at = at.Child(step, ref count);
        if (count > Most) return Error.BadRequest("CODEC", $"there are more than {Most} names, or steps of names");
        (at.texts ??= []).Add(text);
        return null;
    }

    FormTree Child(string step, ref int count)
    {
        children ??= new(StringComparer.Ordinal);
        if (children.TryGetValue(step, out var child)) return child;
        count++;
        return children[step] = new FormTree();
    }
}
