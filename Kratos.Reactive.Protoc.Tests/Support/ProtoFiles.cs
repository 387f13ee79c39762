using System.Runtime.InteropServices;
using Google.Protobuf;
using Google.Protobuf.Compiler;
using Google.Protobuf.Reflection;

namespace Kratos.Reactive.Protoc.Tests;

/// <summary>A folder of proto files, and what protoc makes of them.</summary>
sealed class ProtoFiles(string root)
{
    static readonly string Compiler = Path.Combine(
        Tree.GrpcTools,
        "tools",
        OperatingSystem.IsWindows() ? "windows_x64" : OperatingSystem.IsMacOS() ? "macosx_universal" : RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "linux_arm64" : "linux_x64",
        OperatingSystem.IsWindows() ? "protoc.exe" : "protoc");

    internal static ProtoFiles Golden { get; } = new(Tree.Golden);

    /// <summary>A new folder with one file.</summary>
    internal static ProtoFiles Of(string name, string text)
    {
        var folder = Temporary.Folder();
        File.WriteAllText(Path.Combine(folder, name), text);
        return new(folder);
    }

    /// <summary>What protoc would send to the plugin for a file, as bytes.</summary>
    internal async Task<byte[]> Request(string file, string parameter = "")
    {
        var set = Path.Combine(Temporary.Folder(), "set.bin");
        (await Run($"--descriptor_set_out={set}", "--include_imports", "--include_source_info", file)).Ended(0);
        var request = new CodeGeneratorRequest { Parameter = parameter, FileToGenerate = { file } };
        request.ProtoFile.AddRange(FileDescriptorSet.Parser.ParseFrom(await File.ReadAllBytesAsync(set, TestContext.Current.CancellationToken)).File);
        return request.ToByteArray();
    }

    /// <summary>What the plugin answers, in this process.</summary>
    internal async Task<CodeGeneratorResponse> Answer(string file, string parameter = "") => Plugin.Answer(Plugin.Read(await Request(file, parameter)));

    internal Task<Command> Run(params string[] arguments) =>
        Command.Run(root, Compiler, [$"-I{Path.Combine(Tree.GrpcTools, "build", "native", "include")}", $"-I{Tree.Protos}", "-I.", .. arguments]);
}
