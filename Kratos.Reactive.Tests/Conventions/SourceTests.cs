namespace Kratos.Reactive.Tests.Conventions;

/// <summary>What every source file keeps to, in the library, its tests and its samples.</summary>
public sealed class SourceTests
{
    // The words are put together here, or this file would be the first that breaks its own rules.
    const string Pragma = "#pragma " + "warning disable CS1";
    const string Later = "// TO" + "DO: later";

    [Fact]
    public void Sources_are_short_finished_and_silence_nothing() => Assert.Equal([], Sources("").SelectMany(file => SourceRules.Faults(file, Text(file))));

    [Theory]
    [InlineData("a\n  " + Pragma, "a.cs:2 silences a warning")]
    [InlineData("[Suppress" + "Message(\"a\", \"b\")]", "a.cs:1 silences a warning")]
    [InlineData("#nullable " + "disable", "a.cs:1 silences a warning")]
    [InlineData("f();\n" + Later, "a.cs:2 is not finished")]
    [InlineData("throw new NotImplemented" + "Exception();", "a.cs:1 is not finished")]
    [InlineData("try { f(); }\ncatch" + " { }", "a.cs:2 swallows an exception")]
    [InlineData("try { f(); } catch" + " (IOException)\n{\n}", "a.cs:1 swallows an exception")]
    [InlineData("try { f(); } catch" + "\n{\n    // nothing to do\n}", "a.cs:1 swallows an exception")]
    [InlineData("try { f(); } catch" + " (Exception e) when (e is A or B)\n{\n    // nothing to do\n}", "a.cs:1 swallows an exception")]
    public void A_fault_in_a_source_is_seen(string text, string fault) => Assert.Equal([fault], SourceRules.Faults("a.cs", text));

    [Fact]
    public void A_file_of_301_lines_is_too_long_and_one_of_300_is_not()
    {
        Assert.Empty(SourceRules.Faults("a.cs", string.Concat(Enumerable.Repeat("x\n", 300))));
        Assert.Equal(["a.cs has 301 lines: 300 are enough"], SourceRules.Faults("a.cs", string.Concat(Enumerable.Repeat("x\n", 301))));
    }

    [Theory]
    [InlineData("try { f(); } catch (Exception e) { log(e); }")]
    [InlineData("try { f(); } catch (IOException)\n{\n    // the other side is gone\n}")]
    [InlineData("#pragma warning restore CS1")]
    [InlineData("var toDo = 1; throw new ErrorException(Error.NotImplemented(\"A\", \"b\"));")]
    public void What_is_not_a_fault_is_left_alone(string text) => Assert.Empty(SourceRules.Faults("a.cs", text));

    [Fact]
    public void A_file_of_the_library_has_one_public_type() =>
        Assert.Equal([], from file in Sources("Kratos.Reactive/") let types = SourceRules.PublicTypes(Text(file)) where types.Count > 1 select $"{file}: {string.Join(", ", types)}");

    [Fact]
    public void Every_public_type_is_seen_in_the_sources() => Assert.Equal(
        typeof(Env).Assembly.GetExportedTypes().Where(type => type.DeclaringType is null && !Code.IsGenerated(type)).Select(type => type.Name.Split('`')[0]).Distinct().Order(StringComparer.Ordinal),
        Sources("Kratos.Reactive/").SelectMany(file => SourceRules.PublicTypes(Text(file))).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void Two_public_types_in_a_file_are_seen() => Assert.Equal(["A", "B", "C", "D"], SourceRules.PublicTypes(
        "public sealed record A(int X);\npublic readonly record struct A<T>;\npublic static partial class B\n{\n    public class Inside { }\n}\npublic delegate Task<int> C(int x);\npublic sealed class D<X> where X : notnull\n{\n}\nclass E;\n"));

    [Fact]
    public void The_library_has_the_namespaces_of_decision_13_only() => Assert.Equal(["Kratos.Reactive", "Kratos.Reactive.Consul", "Kratos.Reactive.Etcd", "Kratos.Reactive.Kubernetes", "Kratos.Reactive.Testing"],
        Sources("Kratos.Reactive/").SelectMany(file => SourceRules.Namespaces(Text(file))).Distinct().Order(StringComparer.Ordinal));

    static IEnumerable<string> Sources(string folder) => Repository.Files("*.cs").Where(file => file.StartsWith(folder, StringComparison.Ordinal));

    static string Text(string file) => File.ReadAllText(Path.Combine(Repository.Root, file));
}
