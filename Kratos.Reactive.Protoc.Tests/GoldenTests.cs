namespace Kratos.Reactive.Protoc.Tests;

/// <summary>What is written for a file, to the letter. <c>KRATOS_APPROVE=1</c> writes down what is written now: look at the change, and commit it.</summary>
public sealed class GoldenTests
{
    public static TheoryData<string> Files { get; } = [.. Directory.GetFiles(Tree.Golden, "*.proto").Select(static file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Files))]
    public async Task What_is_written_is_what_was_approved(string file)
    {
        var response = await ProtoFiles.Golden.Answer(file);
        Assert.Equal("", response.Error);
        var written = Assert.Single(response.File);
        var approved = Path.Combine(Tree.Golden, $"{file}.approved.txt");
        var text = $"{written.Name}\n\n{written.Content}";
        if (Environment.GetEnvironmentVariable("KRATOS_APPROVE") == "1") await File.WriteAllTextAsync(approved, text, TestContext.Current.CancellationToken);
        Assert.Equal(await File.ReadAllTextAsync(approved, TestContext.Current.CancellationToken), text);
    }

    [Fact]
    public async Task The_program_that_protoc_starts_writes_the_same()
    {
        var folder = Temporary.Folder();
        (await ProtoFiles.Golden.Run($"--plugin={Tree.Plugin}", $"--kratos_out={folder}", "shapes.proto")).Ended(0);
        var approved = await File.ReadAllTextAsync(Path.Combine(Tree.Golden, "shapes.proto.approved.txt"), TestContext.Current.CancellationToken);
        Assert.Equal(approved, $"ShapesGrpc.cs\n\n{await File.ReadAllTextAsync(Path.Combine(folder, "ShapesGrpc.cs"), TestContext.Current.CancellationToken)}");
    }

    [Fact]
    public async Task One_request_for_several_files_is_answered_with_several()
    {
        var folder = Temporary.Folder();
        (await ProtoFiles.Golden.Run($"--plugin={Tree.Plugin}", $"--kratos_out={folder}", "shapes.proto", "nothing_at_all.proto")).Ended(0);
        Assert.Equal(["NothingAtAllGrpc.cs", "ShapesGrpc.cs"], Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Access_and_the_side_that_is_wanted_are_heeded()
    {
        var server = Assert.Single((await ProtoFiles.Golden.Answer("shapes.proto", "internal_access,no_client")).File).Content;
        Assert.Contains("internal sealed partial record GreeterService", server, StringComparison.Ordinal);
        Assert.Contains("ToService()", server, StringComparison.Ordinal);
        Assert.DoesNotContain(" Over(", server, StringComparison.Ordinal);
        var client = Assert.Single((await ProtoFiles.Golden.Answer("shapes.proto", "no_server")).File).Content;
        Assert.Contains("public sealed partial record GreeterService", client, StringComparison.Ordinal);
        Assert.DoesNotContain("ToService()", client, StringComparison.Ordinal);
        Assert.Contains(" Over(", client, StringComparison.Ordinal);
    }
}
