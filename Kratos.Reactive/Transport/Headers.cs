using System.Buffers;
using System.Collections;
using LanguageExt;

namespace Kratos.Reactive;

/// <summary>Header fields, or metadata: names without regard to case, several values a name, in the order they were given. Immutable.</summary>
/// <remarks>A name is a token of RFC 9110 5.6.2. A value is ASCII without control characters (but the tab) and without white space around it, which is what every transport can carry:
/// nothing that could smuggle a line into a message gets in. Encode other text, as base64 say.</remarks>
public sealed class Headers : IReadOnlyCollection<KeyValuePair<string, string>>
{
    static readonly SearchValues<char> inNames = SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    static readonly SearchValues<char> inValues = SearchValues.Create(['\t', .. Enumerable.Range(' ', '~' - ' ' + 1).Select(static c => (char)c)]);

    readonly KeyValuePair<string, string>[] fields;

    Headers(KeyValuePair<string, string>[] fields) => this.fields = fields;

    /// <summary>No fields.</summary>
    public static Headers Empty { get; } = new([]);

    /// <summary>The fields given, each checked as <see cref="Add"/> does.</summary>
    public static Headers From(IEnumerable<KeyValuePair<string, string>> fields)
    {
        KeyValuePair<string, string>[] all = [.. fields];
        foreach (var (name, value) in all) Check(name, value).ThrowIfFail();
        return all.Length == 0 ? Empty : new(all);
    }

    internal static Headers Trusted(KeyValuePair<string, string>[] fields) => fields.Length == 0 ? Empty : new(fields);

    /// <summary>How many fields there are; a name with two values counts twice.</summary>
    public int Count => fields.Length;

    /// <summary>The first value under <paramref name="name"/>.</summary>
    public Option<string> Find(string name) => TryGet(name, out var value) ? Option<string>.Some(value) : Option<string>.None;

    /// <summary>The first value under <paramref name="name"/>; false, and empty, when there is none.</summary>
    public bool TryGet(string name, out string value)
    {
        foreach (var field in fields)
            if (field.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                value = field.Value;
                return true;
            }

        value = "";
        return false;
    }

    /// <summary>Every value under <paramref name="name"/>.</summary>
    public IReadOnlyList<string> Values(string name) =>
        ValueList.From(fields.Where(field => field.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(static field => field.Value));

    /// <summary>With one more value under <paramref name="name"/>.</summary>
    /// <exception cref="ErrorException">500 <c>HEADER_INVALID</c>: see <see cref="Check"/>.</exception>
    public Headers Add(string name, string value)
    {
        Check(name, value).ThrowIfFail();
        return new([.. fields, new(name, value)]);
    }

    /// <summary>With this value under <paramref name="name"/>, in place of any that were there.</summary>
    /// <exception cref="ErrorException">500 <c>HEADER_INVALID</c>: see <see cref="Check"/>.</exception>
    public Headers Set(string name, string value) => Remove(name).Add(name, value);

    /// <summary>Without the values under <paramref name="name"/>.</summary>
    public Headers Remove(string name) => TryGet(name, out _)
        ? Trusted([.. fields.Where(field => !field.Key.Equals(name, StringComparison.OrdinalIgnoreCase))])
        : this;

    /// <summary>These, and those of <paramref name="over"/> in place of any with the same name.</summary>
    public Headers Merge(Headers over) => over.Count == 0 ? this : Count == 0 ? over
        : new([.. fields.Where(field => !over.TryGet(field.Key, out _)), .. over.fields]);

    /// <summary>Whether a field may be sent: a failure (500 <c>HEADER_INVALID</c>) names the field and what is wrong with it.</summary>
    public static Fin<Unit> Check(string name, string value)
    {
        if (name.Length == 0) return Error.Internal("HEADER_INVALID", "a header field has no name");
        if (name.AsSpan().ContainsAnyExcept(inNames)) return Error.Internal("HEADER_INVALID", $"the header field name '{Shown(name)}' has a character that is not allowed in one");
        if (value.AsSpan().ContainsAnyExcept(inValues)) return Error.Internal("HEADER_INVALID", $"the value of header field '{name}' has a control character, or one outside ASCII");
        return value is ['\t' or ' ', ..] or [.., '\t' or ' ']
            ? Error.Internal("HEADER_INVALID", $"the value of header field '{name}' has white space around it")
            : Unit.Default;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, string>>)fields).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Equal fields in the same order; names compare without regard to case.</summary>
    public override bool Equals(object? obj)
    {
        if (obj is not Headers other || fields.Length != other.fields.Length) return false;
        for (var i = 0; i < fields.Length; i++)
            if (!fields[i].Key.Equals(other.fields[i].Key, StringComparison.OrdinalIgnoreCase) || fields[i].Value != other.fields[i].Value) return false;
        return true;
    }

    /// <inheritdoc/>
    public override int GetHashCode() =>
        fields.Aggregate(fields.Length, static (hash, field) => HashCode.Combine(hash, StringComparer.OrdinalIgnoreCase.GetHashCode(field.Key), field.Value));

    /// <summary>The names only: values may be secret.</summary>
    public override string ToString() => $"[{string.Join(", ", fields.Select(static field => field.Key))}]";

    static string Shown(string name) => string.Concat(name.Select(static c => char.IsAscii(c) && !char.IsControl(c) ? c : '?'));
}
