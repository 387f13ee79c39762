namespace Kratos.Reactive.Protoc.Tests;

/// <summary>A clean copy of the generator, with projects that use it as the ones of the repository do. Built once, at the same time.</summary>
public sealed class CleanTree : IAsyncLifetime
{
    const string Greeter = """
        syntax = "proto3";

        package hello;

        import "google/api/annotations.proto";
        import "shared.proto";

        // Greets.
        service Greeter {
          rpc SayHello(Shared) returns (Shared) {
            option (google.api.http) = {get: "/hello/{name}"};
          }
        }
        """;

    readonly string root = Temporary.Folder();

    internal Command? DesignTime { get; private set; }

    internal Command? Clean { get; private set; }

    internal string Folder(string project) => Path.Combine(root, "samples", project);

    internal string Generated(string project, string file) => Path.Combine(Folder(project), "obj", "Release", "net10.0", file);

    public async ValueTask InitializeAsync()
    {
        foreach (var file in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", ".editorconfig"])
            File.Copy(Path.Combine(Tree.Root, file), Path.Combine(root, file));
        Copy("Kratos.Reactive.Protoc");
        Project("One", """<Protobuf Include="greeter.proto;shared.proto" />""", ("greeter.proto", Greeter), ("shared.proto", "syntax = \"proto3\";\npackage hello;\nmessage Shared { string name = 1; }\n"));
        Project("Two", """<Protobuf Include="my_reasons.proto" Access="Internal" />""", ("my_reasons.proto", """
            syntax = "proto3";
            package two;
            import "errors/errors.proto";
            enum Reason {
              NONE = 0 [(errors.code) = 404];
            }
            """));
        await File.WriteAllTextAsync(Path.Combine(Folder("One"), "Use.cs"), """
            namespace Hello;

            public static class Use
            {
                public static GreeterService Itself(GreeterService service) => GreeterService.Over(service.ToService().InProcess());
            }
            """);
        await File.WriteAllTextAsync(Path.Combine(Folder("Two"), "Use.cs"), "namespace Two;\n\npublic static class Use\n{\n    public static bool It => Reasons.None(\"\").IsNone();\n}\n");
        await File.WriteAllTextAsync(Path.Combine(root, "All.slnx"), """
            <Solution>
              <Project Path="samples/One/One.csproj" />
              <Project Path="samples/Two/Two.csproj" />
            </Solution>
            """);

        (await Dotnet("restore", "All.slnx", "-v", "q")).Ended(0);
        DesignTime = await Dotnet(
            "msbuild", "samples/One/One.csproj", "-t:Compile", "-getItem:Compile", "-p:Configuration=Release", "-p:DesignTimeBuild=true", "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true", "-p:BuildProjectReferences=false");
        Clean = await Dotnet("build", "All.slnx", "-c", "Release", "-m", "-warnaserror", "-v", "q");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal Task<Command> Dotnet(params string[] arguments) => Command.Run(root, "dotnet", [.. arguments, "-nologo"]);

    internal Task<Command> Build(string project) => Dotnet("build", $"samples/{project}/{project}.csproj", "-c", "Release", "-v", "q");

    internal void Project(string name, string items, params (string File, string Text)[] files)
    {
        Directory.CreateDirectory(Folder(name));
        foreach (var (file, text) in files) File.WriteAllText(Path.Combine(Folder(name), file), text);
        File.WriteAllText(Path.Combine(Folder(name), $"{name}.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <KratosProtoc>true</KratosProtoc>
                <NoWarn>$(NoWarn);CS1591</NoWarn>
              </PropertyGroup>
              <ItemGroup>
                {items}
                <PackageReference Include="Google.Protobuf" />
                <PackageReference Include="System.Reactive" />
                <Reference Include="{Tree.Library}" />
              </ItemGroup>
            </Project>
            """);
    }

    void Copy(string folder)
    {
        var source = Path.Combine(Tree.Root, folder);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(source, file);
            if (path.Split(Path.DirectorySeparatorChar)[0] is "bin" or "obj") continue;
            var target = Path.Combine(root, folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
