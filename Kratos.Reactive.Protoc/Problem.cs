namespace Kratos.Reactive.Protoc;

/// <summary>Something wrong in a proto file, as a build shows it.</summary>
/// <param name="File">As protoc names it.</param>
/// <param name="Line">From 1; 0 when it is the file, or the command, as a whole.</param>
/// <param name="Column">From 1.</param>
/// <param name="Code">Which problem it is: see the README.</param>
/// <param name="Message">What is wrong, and with what.</param>
sealed record Problem(string File, int Line, int Column, string Code, string Message)
{
    // As protoc tells its own errors to Grpc.Tools, which makes errors of a build of them, with their place.
    public override string ToString() => Line == 0 ? $"{File}: {Code}: {Message}" : $"{File}({Line}) : error in column={Column}: {Code}: {Message}";
}
