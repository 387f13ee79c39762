namespace Kratos.Reactive.Protoc.Tests;

/// <summary>What <c>dotnet build</c> does in a clean clone, and after a change.</summary>
public sealed class CleanTreeTests(CleanTree tree) : IClassFixture<CleanTree>
{
    [Fact]
    public void A_clean_clone_builds_the_generator_first_and_two_projects_at_once_do_not_race()
    {
        tree.Clean!.Ended(0);
        Assert.True(File.Exists(tree.Generated("One", "GreeterGrpc.cs")));
        Assert.True(File.Exists(tree.Generated("Two", "MyReasonsGrpc.cs")));
    }

    [Fact]
    public void A_design_time_build_before_any_build_fails_at_nothing_and_knows_the_files() =>
        Assert.Contains("GreeterGrpc.cs", tree.DesignTime!.Ended(0).Output, StringComparison.Ordinal);

    [Fact]
    public async Task A_build_after_which_nothing_changed_writes_nothing()
    {
        var file = tree.Generated("One", "GreeterGrpc.cs");
        (await tree.Build("One")).Ended(0);
        var before = File.GetLastWriteTimeUtc(file);
        (await tree.Build("One")).Ended(0);
        Assert.Equal(before, File.GetLastWriteTimeUtc(file));
    }

    [Fact]
    public async Task A_changed_import_makes_what_imports_it_anew_and_nothing_else()
    {
        var (importer, other) = (tree.Generated("One", "GreeterGrpc.cs"), tree.Generated("Two", "MyReasonsGrpc.cs"));
        var before = (File.GetLastWriteTimeUtc(importer), Other: File.GetLastWriteTimeUtc(other));
        await File.AppendAllTextAsync(Path.Combine(tree.Folder("One"), "shared.proto"), "message More {}\n", TestContext.Current.CancellationToken);
        (await tree.Dotnet("build", "All.slnx", "-c", "Release", "-v", "q")).Ended(0);
        Assert.NotEqual(before.Item1, File.GetLastWriteTimeUtc(importer));
        Assert.Equal(before.Other, File.GetLastWriteTimeUtc(other));
    }

    [Fact]
    public async Task A_fault_is_a_build_error_with_the_file_the_line_and_the_column()
    {
        tree.Project("Wrong", """<Protobuf Include="sub/wrong.proto" />""");
        Directory.CreateDirectory(Path.Combine(tree.Folder("Wrong"), "sub"));
        await File.WriteAllTextAsync(Path.Combine(tree.Folder("Wrong"), "sub", "wrong.proto"), """
            syntax = "proto3";
            import "errors/errors.proto";
            enum Reason {
              NONE = 0 [(errors.code) = 700];
              SOME = 1 [(errors.code) = 42];
            }
            """, TestContext.Current.CancellationToken);
        var output = (await tree.Build("Wrong")).Ended(1).Output;
        Assert.Contains("sub/wrong.proto(4,13): error : KRP004: Reason.NONE has the code 700: a code is an HTTP status, 100 to 599 [", output, StringComparison.Ordinal);
        Assert.Contains("sub/wrong.proto(5,13): error : KRP004: Reason.SOME has the code 42", output, StringComparison.Ordinal);
    }
}
