namespace Kratos.Reactive.Protoc;

/// <summary>Writes a class with a constructor, and a test, for each error of an enum.</summary>
sealed class ReasonsWriter(ProtoSource source, Settings settings, Reasons reasons, string name)
{
    const string Error = "global::Kratos.Reactive.Error";

    internal void Write(Code code)
    {
        code.Line().Summary(source.Comment(reasons.Path), $"The errors of <c>{reasons.Enum}</c>.");
        if (reasons.Deprecated) code.Line("[global::System.Obsolete]");
        code.Block($"{settings.Access} static class {name}", () =>
        {
            foreach (var (at, reason) in reasons.All.Index())
            {
                if (at > 0) code.Line();
                Write(code, reason);
            }
        });
    }

    void Write(Code code, Reason reason)
    {
        var shown = $"{reason.Code} <c>{reason.Value}</c>";
        code.Summary(source.Comment(reason.Path), $"The error {shown}.").Remarks($"{shown}. The message may be shown to a caller.");
        if (reason.Deprecated) code.Line("[global::System.Obsolete]");
        code.Line($"public static {Error} {Member(reason.Name)}(string message) => new({reason.Code}, {Protoc.Code.Literal(reason.Value)}, message);").Line();
        code.Line($"/// <summary>True of {shown}, whatever its message says.</summary>");
        if (reason.Deprecated) code.Line("[global::System.Obsolete]");
        code.Line($"public static bool {Member(reason.Test)}(this {Error} error) => error is {{ Code: {reason.Code}, Reason: {Protoc.Code.Literal(reason.Value)} }};");
    }

    // A member cannot be called as its class is.
    string Member(string wanted) => wanted == name ? $"{wanted}_" : wanted;
}
