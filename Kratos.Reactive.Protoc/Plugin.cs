using Google.Protobuf;
using Google.Protobuf.Compiler;
using Kratos.Reactive.Protos.Api;
using Kratos.Reactive.Protos.Errors;

namespace Kratos.Reactive.Protoc;

/// <summary>What protoc asks, and what it is answered: one C# file for each proto file, or what is wrong with them.</summary>
static class Plugin
{
    static readonly MessageParser<CodeGeneratorRequest> Parser = CodeGeneratorRequest.Parser.WithExtensionRegistry(
        new ExtensionRegistry { AnnotationsExtensions.Http, ErrorsExtensions.DefaultCode, ErrorsExtensions.Code });

    internal static CodeGeneratorRequest Read(Stream input) => Parser.ParseFrom(input);

    internal static CodeGeneratorRequest Read(byte[] input) => Parser.ParseFrom(input);

    internal static CodeGeneratorResponse Answer(CodeGeneratorRequest request)
    {
        var response = new CodeGeneratorResponse { SupportedFeatures = (ulong)CodeGeneratorResponse.Types.Feature.Proto3Optional };
        var problems = new List<Problem>();
        var settings = Settings.Parse(request.Parameter, problems);
        var types = new Types(request.ProtoFile);
        foreach (var name in request.FileToGenerate)
        {
            var proto = request.ProtoFile.Single(file => file.Name == name);
            var source = new ProtoSource(proto, problems);
            if (proto.Syntax is not ("" or "proto2" or "proto3"))
                source.Report([12], "KRP002", $"{proto.Syntax} is not understood: write proto2 or proto3");
            else
                response.File.Add(new CodeGeneratorResponse.Types.File { Name = Naming.FileOf(name), Content = new FileWriter(source, types, settings).Write() });
        }

        if (problems.Count == 0) return response;
        // protoc puts a prefix before the first line: what a build should understand comes on lines of its own.
        response.File.Clear();
        response.Error = string.Join('\n', problems.Distinct().Select(static problem => problem.ToString()).Prepend("this cannot be generated:"));
        return response;
    }
}
