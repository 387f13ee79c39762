using Google.Protobuf.Reflection;

namespace Kratos.Reactive.Protoc;

/// <summary>Writes one method: its function, and its description.</summary>
sealed class MethodWriter(ProtoSource source, Types types, MethodDescriptorProto method, int[] path, string operation, string name)
{
    const string Library = "global::Kratos.Reactive";
    const string Observable = "global::System.IObservable";

    internal string Name => name;

    internal string Input { get; } = types.CSharp(method.InputType);

    internal string Output { get; } = types.CSharp(method.OutputType);

    internal string Shape { get; } = (method.ClientStreaming, method.ServerStreaming) switch
    {
        (false, false) => "Unary",
        (false, true) => "ServerStream",
        (true, false) => "ClientStream",
        (true, true) => "Duplex",
    };

    internal void WriteFunction(Code code)
    {
        var messages = Shape switch
        {
            "Unary" => "One message in, one out.",
            "ServerStream" => "One message in, many out.",
            "ClientStream" => "Many messages in, one out.",
            _ => "Many messages in, many out.",
        };
        var function = Shape switch
        {
            "Unary" => $"{Input}, {Library}.Eff<{Output}>",
            "ServerStream" => $"{Input}, {Library}.Env, {Observable}<{Output}>",
            "ClientStream" => $"{Observable}<{Input}>, {Library}.Eff<{Output}>",
            _ => $"{Observable}<{Input}>, {Library}.Env, {Observable}<{Output}>",
        };
        code.Summary(source.Comment(path), $"The method <c>{method.Name}</c>.");
        code.Remarks(method.Options is { Deprecated: true } ? $"Deprecated. {messages}" : messages);
        code.Line($"public required global::System.Func<{function}> {name} {{ get; init; }}").Line();
    }

    internal void WriteDescription(Code code, bool first)
    {
        if (!first) code.Line();
        code.Line($"/// <summary><c>{operation}</c></summary>");
        var head = $"public static {Library}.Method {name} {{ get; }} = {Library}.Method.Of<{Input}, {Output}>({Code.Literal(operation)}, {Library}.MethodShape.{Shape})";
        var rules = HttpRules.Of(source, types, method, path, operation);
        if (rules is [])
        {
            code.Line($"{head};");
            return;
        }

        code.Line($"{head} with").Line("{");
        code.Indented(() => code.Line("Rules =").Line("[").Indented(() =>
        {
            foreach (var rule in rules) code.Line($"{rule},");
        }).Line("],"));
        code.Line("};");
    }
}
