using Google.Protobuf.Reflection;

namespace Kratos.Reactive.Protoc;

/// <summary>Writes a service as a record of functions, which is both what a server takes and what a client is.</summary>
sealed class ServiceWriter(ProtoSource source, Types types, Settings settings, int index, string record)
{
    const string Library = "global::Kratos.Reactive";

    // What a record has, and what is written beside the methods.
    static readonly string[] Reserved =
    [
        "Clone", "EqualityContract", "Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "PrintMembers", "ReferenceEquals", "ToString",
        "Methods", "Over", "ToService",
    ];

    readonly ServiceDescriptorProto service = source.Proto.Service[index];
    readonly string fullName = source.Proto.Package is "" ? source.Proto.Service[index].Name : $"{source.Proto.Package}.{source.Proto.Service[index].Name}";

    internal void Write(Code code)
    {
        HashSet<string> taken = [.. Reserved, record];
        var methods = service.Method.Select((method, at) => new MethodWriter(source, types, method, [6, index, 2, at], $"/{fullName}/{method.Name}", Naming.Free(Naming.Pascal(method.Name), taken))).ToArray();

        code.Line().Summary(source.Comment([6, index]), $"The service <c>{fullName}</c>.");
        code.Remarks("A server is given one, made of functions. A client is one, which calls out.");
        if (service.Options is { Deprecated: true }) code.Line("[global::System.Obsolete]");
        code.Block($"{settings.Access} sealed partial record {record}", () =>
        {
            foreach (var method in methods) method.WriteFunction(code);
            if (settings.Server) WriteToService(code, methods);
            if (settings.Client) WriteOver(code, methods);
            code.Line("/// <summary>What each method is called, takes and gives, and where it is found.</summary>");
            code.Block("public static class Methods", () =>
            {
                foreach (var (at, method) in methods.Index()) method.WriteDescription(code, first: at == 0);
            });
        });
    }

    void WriteToService(Code code, MethodWriter[] methods)
    {
        var file = Types.Global(source.Proto, Naming.ReflectionOf(source.Proto.Name));
        code.Line("/// <summary>For servers: these functions, with what every transport has to know of them.</summary>");
        var (head, end) = ($"public {Library}.Service ToService() => new {Library}.Service({Code.Literal(fullName)})", methods is [] ? ";" : "");
        var descriptor = $"Descriptor = {file}.Descriptor.Services[{index}]";
        var comments = types.Comments.Of(source, index, fullName);
        if (comments is []) code.Line($"{head} {{ {descriptor} }}{end}");
        else
            code.Line(head).Line("{").Indented(() => code.Line($"{descriptor},").Line("Comments = new global::System.Collections.Generic.Dictionary<string, string>").Line("{").Indented(() =>
            {
                foreach (var (name, text) in comments) code.Line($"[{Code.Literal(name)}] = {Code.Literal(text)},");
            }).Line("},")).Line($"}}{end}");
        code.Indented(() =>
        {
            foreach (var (at, method) in methods.Index()) code.Line($".{method.Shape}(Methods.{method.Name}, {method.Name}){(at == methods.Length - 1 ? ";" : "")}");
        });
        code.Line();
    }

    void WriteOver(Code code, MethodWriter[] methods)
    {
        code.Line("/// <summary>For clients: the same functions, each of which calls out.</summary>");
        if (methods is []) code.Line($"public static {record} Over({Library}.Client client) => new();").Line();
        else
        {
            code.Line($"public static {record} Over({Library}.Client client) => new()").Line("{");
            code.Indented(() =>
            {
                foreach (var method in methods) code.Line($"{method.Name} = client.{method.Shape}<{method.Input}, {method.Output}>(Methods.{method.Name}),");
            });
            code.Line("};").Line();
        }
    }
}
