namespace Kratos.Reactive;

/// <summary>How much a form with files may bring. A route that takes an <see cref="Upload{Q}"/> has all of these limits; a message that is read by <c>Codec.Multipart</c> is bounded by <see cref="HttpOptions.MaxBody"/> and <see cref="HttpOptions.Timeout"/>, and by those of its parts.</summary>
public sealed record UploadOptions
{
    /// <summary>What a server has unless told otherwise.</summary>
    public static UploadOptions Default { get; } = new();

    /// <summary>How large the body of an upload may be, in bytes: 128 MiB (134,217,728). A larger one is 413 <c>BODY_TOO_LARGE</c>.</summary>
    public long MaxBody { get; init; } = 128 * 1024 * 1024;

    /// <summary>How large one file may be, in bytes: 128 MiB, as the body. A larger one is 413 <c>FILE_TOO_LARGE</c>.</summary>
    public long MaxFile { get; init; } = 128 * 1024 * 1024;

    /// <summary>How many parts there may be, files and others: 128. More are 413 <c>TOO_MANY_PARTS</c>.</summary>
    public int MaxParts { get; init; } = 128;

    /// <summary>How large the parts that are no files may be together, in bytes: 64 KiB. Larger ones are 413 <c>FIELDS_TOO_LARGE</c>.</summary>
    public int MaxFields { get; init; } = 64 * 1024;

    /// <summary>How large the header fields of one part may be together, in bytes: 8 KiB, and at most 16 of them. Else it is 400 <c>CODEC</c>.</summary>
    public int MaxPartHeaders { get; init; } = 8 * 1024;

    /// <summary>How long an upload may take in all, its handler included: 10 minutes, in place of <see cref="HttpOptions.Timeout"/>. Past it the answer is 408 <c>BODY_TOO_SLOW</c> while the body is on its way, else 504 <c>TIMED_OUT</c>.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    internal Fin<Unit> Check()
    {
        if (MaxBody < 0) return Bad(nameof(MaxBody), "0 or more");
        if (MaxFile < 0) return Bad(nameof(MaxFile), "0 or more");
        if (MaxParts < 1) return Bad(nameof(MaxParts), "1 or more");
        if (MaxFields < 0) return Bad(nameof(MaxFields), "0 or more");
        if (MaxPartHeaders < 1) return Bad(nameof(MaxPartHeaders), "more than 0");
        return Timeout <= TimeSpan.Zero && Timeout != System.Threading.Timeout.InfiniteTimeSpan ? Bad(nameof(Timeout), "more than nothing, or infinite") : Unit.Default;
    }

    static Error Bad(string name, string what) => Error.BadRequest("BAD_OPTION", $"UploadOptions.{name} must be {what}");
}
