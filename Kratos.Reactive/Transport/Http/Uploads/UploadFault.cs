namespace Kratos.Reactive;

/// <summary>What is wrong with a form with files, and with which part of it.</summary>
static class UploadFault
{
    const int TooMuch = 413;

    internal static Error NoBoundary { get; } = Error.BadRequest("CODEC", "the content type multipart/form-data says no boundary, or one that is none: 1 to 70 characters");

    internal static Error TooLarge(string part, long most) => Of(TooMuch, "FILE_TOO_LARGE", part, $"the file '{part}' is larger than {most} bytes").WithMetadata("limit", $"{most}");

    internal static Error TooMany(string part, int most) => Of(TooMuch, "TOO_MANY_PARTS", part, $"there are more than {most} parts: '{part}' is one more").WithMetadata("limit", $"{most}");

    internal static Error FieldsTooLarge(string part, int most) => Of(TooMuch, "FIELDS_TOO_LARGE", part, $"the parts that are no files are larger than {most} bytes, with '{part}'").WithMetadata("limit", $"{most}");

    internal static Error AfterFile(string part) => Of(400, "FIELD_AFTER_FILE", part, $"'{part}' is no file and stands behind one: files come last");

    internal static Error NotUtf8(string part) => Broken(part, "is not UTF-8");

    internal static Error Nameless(int number) => Broken($"part {number}", "has no Content-Disposition: form-data with a name");

    internal static Error Encoded(string part, string encoding) => Broken(part, $"has the transfer encoding '{encoding}', which is not taken");

    internal static Error Broken(string part, string why) => Of(400, "CODEC", part, $"{part}: {why}");

    /// <summary>What a reader of parts, or of the body under it, threw.</summary>
    internal static Error Of(Exception e, string part) => e switch
    {
        ErrorException known => known.Error,
        InvalidDataException => Broken(part, "its header fields are too many, too long, or none") with { Cause = e },
        IOException => Broken(part, "the form ends in the middle of it") with { Cause = e },
        _ => Error.From(e),
    };

    static Error Of(int code, string reason, string part, string message) => new Error(code, reason, message).WithMetadata("part", part);
}
