namespace Kratos.Reactive;

/// <summary>Why something failed, as a value: a class of failure (<paramref name="Code"/>), a name a program can act on (<paramref name="Reason"/>) and a text for a person.</summary>
/// <remarks>
/// <para>Two errors are the same failure (<see cref="Is"/>) when code and reason agree. They are equal when message, metadata and others agree too;
/// <see cref="Cause"/> and <see cref="Trace"/> stay on this side of the wire and take no part in equality.</para>
/// <para>Source: Go Kratos <c>errors.Error</c> {code, reason, message, metadata}.</para>
/// </remarks>
/// <param name="Code">The HTTP status that describes the class of failure, e.g. 404. Business codes outside 100..599 are allowed; a transport renders them as 500 and keeps the number.</param>
/// <param name="Reason">A constant in capitals, e.g. <c>USER_NOT_FOUND</c>.</param>
/// <param name="Message">What a caller may be shown. Put nothing secret here.</param>
public sealed partial record Error(int Code, string Reason, string Message)
{
    const int LongestTrace = 32;

    /// <summary>Facts about this failure that a caller may be shown. Copied when set; null reads as empty.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init => field = ValueMap.From(value); } = ValueMap.Empty;

    /// <summary>The exception behind this failure, if there was one. It never crosses the wire.</summary>
    public Exception? Cause { get; init; }

    /// <summary>True of a call that surely was never seen by whoever it was meant for (there was no connection, or it was refused there): to make it again, or elsewhere, can do nothing twice. It never crosses the wire, and takes no part
    /// in equality.</summary>
    public bool IsUnsent { get; init; }

    /// <summary>True of what the other side of a connection did wrong. It is told so; when it is there no more, nobody has to know.</summary>
    internal bool IsForeign { get; init; }

    /// <summary>Failures that happened along with this one, which is the first. Flat: none of them has others.</summary>
    public IReadOnlyList<Error> Others { get; init => field = Flat(value); } = ValueList<Error>.Empty;

    /// <summary>The names of the steps (see <c>Named</c>) that were under way when this happened, outermost first: the innermost 31 of them and the outermost.</summary>
    public IReadOnlyList<string> Trace { get; init => field = ValueList.From(value); } = ValueList<string>.Empty;

    /// <summary>What a transport keeps of a failure from the other side, so that it can be handed on whole. It takes no part in equality.</summary>
    internal object? Carried { get; init; }

    /// <summary>True when both are the same failure: code and reason agree, whatever the message says.</summary>
    public bool Is(Error other) => Code == other.Code && Reason == other.Reason;

    /// <summary>Both failures, this one first. A cancellation joined with another failure is that failure: being told to stop is not what went wrong.</summary>
    public Error And(Error other) => Join([this, other]);

    /// <summary>All of them (at least one), in order, as <see cref="And"/> joins two.</summary>
    internal static Error Join(IReadOnlyList<Error> errors)
    {
        var all = Flat(errors.SelectMany(static error => error.Is(Cancelled) ? error.Others : [error]));
        return all.Count == 0 ? errors[0] : all.Count == 1 ? all[0] : all[0] with { Others = [.. all.Skip(1)] };
    }

    static ValueList<Error> Flat(IEnumerable<Error>? errors) =>
        ValueList.From(errors?.SelectMany(static error => error.Others.Count == 0 ? (Error[])[error] : [error with { Others = [] }, .. error.Others]));

    /// <summary>This failure with one more fact about it; an earlier value under <paramref name="key"/> is replaced.</summary>
    public Error WithMetadata(string key, string value) => this with { Metadata = new Dictionary<string, string>(Metadata) { [key] = value } };

    /// <summary>The same failure, seen from one step further out.</summary>
    internal Error In(string step) => this with { Trace = [step, .. Trace.Count < LongestTrace ? Trace : Trace.Skip(1)] };

    /// <summary>Code, reason, message, metadata and others agree.</summary>
    public bool Equals(Error? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Is(other) && Message == other.Message && Metadata.Equals(other.Metadata) && Others.Equals(other.Others));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Code, Reason);

    /// <summary>One line: code, reason and message, then whatever else there is to say.</summary>
    public override string ToString() => $"{Code} {Reason}: {Details}";

    /// <summary>The message, then whatever else there is to say.</summary>
    internal string Details
    {
        get
        {
            var text = Message;
            if (Metadata.Count > 0) text += $" {{{string.Join(", ", Metadata.Select(entry => $"{entry.Key}: {entry.Value}"))}}}";
            if (Trace.Count > 0) text += $" in {string.Join(" > ", Trace)}";
            if (Cause is not null) text += $" ({Cause.GetType().Name}: {Cause.Message})";
            if (Others.Count > 0) text += $" and {string.Join(" and ", Others)}";
            return text;
        }
    }
}
