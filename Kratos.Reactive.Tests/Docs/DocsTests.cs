namespace Kratos.Reactive.Tests;

/// <summary>What the pages say is what the sources say.</summary>
public sealed class DocsTests
{
    static readonly string Readme = Read("README.md")!;

    [Fact]
    public void Every_csharp_block_is_a_region_of_a_file_that_compiles() => Assert.Equal([],
        from page in Repository.Files("*.md")
        from block in Markdown.Blocks(Read(page)!)
        where block.Language == "csharp" && (block.Source is not null || Path.GetFileName(page) == "README.md")
        from fault in Regions.Faults(page, block, Compiled)
        select fault);

    [Fact]
    public void The_projects_and_scripts_that_the_shell_blocks_run_are_there()
    {
        var words = Markdown.Blocks(Readme).Where(block => block.Language == "").SelectMany(block => block.Text.Split('\n')).Select(line => line.Split(' ')).ToArray();
        var projects = words.Where(line => line is ["dotnet", "run", "--project", ..]).Select(line => line[3]).ToArray();
        var scripts = words.Where(line => line is ["bash", ..]).Select(line => line[1]).ToArray();
        Assert.Contains("samples/HelloWorld", projects);
        Assert.Contains("test.sh", scripts);
        Assert.All(projects, project => Assert.True(File.Exists(Path.Combine(Repository.Root, project, $"{Path.GetFileName(project)}.csproj")), $"there is no project {project}"));
        Assert.All(scripts, script => Assert.True(File.Exists(Path.Combine(Repository.Root, script)), $"there is no script {script}"));
    }

    [Fact]
    public void The_eleven_lines_name_public_types()
    {
        var names = Markdown.Rows(Readme, "## The library in eleven lines").Select(row => row[0][0].Split('<')[0]).ToArray();
        Assert.Equal(11, names.Length);
        Assert.Subset(typeof(Env).Assembly.GetExportedTypes().Select(type => type.Name.Split('`')[0]).ToHashSet(), names.ToHashSet());
    }

    [Fact]
    public void The_folders_of_the_table_are_there()
    {
        var rows = Markdown.Rows(Readme, "## Where things are");
        Assert.True(rows.Count > 5, "the table of folders is empty");
        Assert.Equal([], rows.SelectMany(Missing));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_seen() => Assert.Equal(["Kratos.Reactive/Nowhere", "Nothing"],
        Markdown.Rows("## Where\n\n| | |\n| --- | --- |\n| `Kratos.Reactive/Time` `Nowhere` | `Errors`, `Nothing` |\n", "## Where").SelectMany(Missing));

    [Fact]
    public void The_tests_that_hold_the_laws_are_there()
    {
        var tests = typeof(DocsTests).Assembly.GetTypes().SelectMany(type => type.GetMethods()).Where(method => method.IsDefined(typeof(FactAttribute), true)).Select(method => method.Name).ToHashSet();
        var laws = Read("Kratos.Reactive/Effects/README.md")!.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(2).ToArray();
        Assert.True(laws.Length > 10, "the table of laws is empty");
        foreach (var law in laws)
        {
            var named = law.Split('`').Where(word => word.Contains('_', StringComparison.Ordinal)).ToArray();
            Assert.True(named.Length > 0, $"no test is named: {law}");
            Assert.Subset(tests, named.ToHashSet());
        }
    }

    const string Source = "class A\n{\n    // docs:begin one\n    int B()\n    {\n\n    }\n    // docs:end\n}\n";
    const string Region = "int B()\n{\n\n}";

    [Theory]
    [InlineData("<!-- docs: a.cs#one -->", Region, null)]
    [InlineData("", Region, "p.md:2: say where the block comes from")]
    [InlineData("<!-- docs: a.cs -->", Region, "p.md:2: say where the block comes from")]
    [InlineData("<!-- docs: b.cs#one -->", Region, "p.md:2: there is no file b.cs")]
    [InlineData("<!-- docs: a.cs#two -->", Region, "p.md:2: a.cs has no region two")]
    [InlineData("<!-- docs: a.cs#one -->", "int C()\n{\n\n}", "p.md:2: differs from the region one of a.cs")]
    public void A_block_that_does_not_say_what_its_source_says_is_seen(string mark, string text, string? fault)
    {
        var block = Assert.Single(Markdown.Blocks($"{mark}\n```csharp\n{text}\n```\n"));
        var faults = Regions.Faults("p.md", block, file => file == "a.cs" ? Source : null).ToArray();
        if (fault is null) Assert.Empty(faults);
        else Assert.StartsWith(fault, Assert.Single(faults), StringComparison.Ordinal);
    }

    // Only what the solution builds counts as a source.
    static string? Compiled(string file) => Repository.Files("*.cs").Contains(file) ? Read(file) : null;

    static string? Read(string file) => Path.Combine(Repository.Root, file) is var path && File.Exists(path) ? File.ReadAllText(path) : null;

    // The first name of a row is a path; the others stand beside it or in it.
    static IEnumerable<string> Missing(string[][] row)
    {
        var first = row[0][0];
        var beside = Path.GetDirectoryName(first)!;
        return row[0][1..].Select(name => Path.Combine(beside, name)).Prepend(first).Where(path => !IsThere(path))
            .Concat(row[1..].SelectMany(cell => cell).Where(name => !IsThere(Path.Combine(beside, name)) && !IsThere(Path.Combine(first, name))));
    }

    static bool IsThere(string path) => Path.Combine(Repository.Root, path) is var full && (Directory.Exists(full) || File.Exists(full));
}
