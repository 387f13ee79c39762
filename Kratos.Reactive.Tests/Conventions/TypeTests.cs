using System.Reflection;
using System.Xml.Linq;

namespace Kratos.Reactive.Tests.Conventions;

/// <summary>What the types of the library keep to.</summary>
public sealed class TypeTests
{
    static readonly Assembly Library = typeof(Env).Assembly;

    [Fact]
    public void Classes_that_nothing_derives_from_are_sealed() => Assert.Equal([], TypeRules.Open(Library.GetTypes()));

    [Fact]
    public void An_open_leaf_is_seen() => Assert.Equal(["Leaf", "Leaf`1"], TypeRules.Open(typeof(PlantedTypes).GetNestedTypes(Code.All)).Select(type => type.Name));

    [Fact]
    public void Public_types_are_in_the_namespaces_of_decision_13_only() => Assert.Equal(["Kratos.Reactive", "Kratos.Reactive.Consul", "Kratos.Reactive.Etcd", "Kratos.Reactive.Kubernetes", "Kratos.Reactive.Testing"],
        Library.GetExportedTypes().Where(type => !Code.IsGenerated(type)).Select(type => type.Namespace).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void No_public_type_is_called_Http_or_Grpc() => Assert.Equal([], TypeRules.Misnamed(Library.GetExportedTypes()));

    [Fact]
    public void A_misnamed_type_is_seen() => Assert.Equal(["Grpc", "Http"], TypeRules.Misnamed([typeof(PlantedTypes.Http), typeof(PlantedTypes.Grpc), typeof(Env)]).Select(type => type.Name).Order());

    [Fact]
    public void Public_members_show_no_type_of_LanguageExt_beyond_the_narrow_way()
    {
        Assert.Equal([], TypeRules.Shown(Library.GetExportedTypes()).Where(pair => Foreign.IsUnwelcome(pair.Type)).Select(pair => pair.Member.ToString()));
        Assert.Equal(["Field", "Method", "get_Property"], TypeRules.Shown([typeof(PlantedTypes.Shows)]).Where(pair => Foreign.IsUnwelcome(pair.Type)).Select(pair => pair.Member.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_library_needs_the_framework_Rx_and_LanguageExt_only() => Assert.Equal(["LanguageExt.Core", "System.Reactive"],
        Library.GetReferencedAssemblies().Select(one => one.Name!)
            .Where(name => name == "System.Reactive" || (!name.StartsWith("System.", StringComparison.Ordinal) && !name.StartsWith("Microsoft.", StringComparison.Ordinal) && name != "Google.Protobuf"))
            .Order(StringComparer.Ordinal));

    [Fact]
    public void The_build_fails_on_a_public_member_without_a_comment() => Assert.Equal([], DocRules.Loopholes(
        [Read("Directory.Build.props"), Read("Kratos.Reactive/Kratos.Reactive.csproj")], Read(".editorconfig")));

    [Theory]
    [InlineData("<A><NoWarn>$(NoWarn);CS1591</NoWarn></A>", "")]
    [InlineData("<A><NoWarn>1591</NoWarn></A>", "")]
    [InlineData("<A><WarningsNotAsErrors>CS1591</WarningsNotAsErrors></A>", "")]
    [InlineData("<A><TreatWarningsAsErrors>false</TreatWarningsAsErrors></A>", "")]
    [InlineData("<A><GenerateDocumentationFile>false</GenerateDocumentationFile></A>", "")]
    [InlineData("<A/>", "dotnet_diagnostic.CS1591.severity = none")]
    public void A_loophole_in_the_build_is_seen(string project, string style)
    {
        const string sound = "<A><TreatWarningsAsErrors>true</TreatWarningsAsErrors><GenerateDocumentationFile>true</GenerateDocumentationFile></A>";
        Assert.Empty(DocRules.Loopholes([sound, "<A/>"], ""));
        Assert.NotEmpty(DocRules.Loopholes([sound, project], style));
    }

    [Fact]
    public void Every_comment_says_something()
    {
        var comments = XDocument.Load(Path.ChangeExtension(Library.Location, ".xml"));
        Assert.True(comments.Descendants("member").Count() > 200, "the documentation file is nearly empty");
        Assert.Equal([], DocRules.Empty(comments));
    }

    [Fact]
    public void A_comment_that_says_nothing_is_seen() => Assert.Equal(["T:A summary", "T:B param"], DocRules.Empty(XDocument.Parse("""
        <doc><members>
            <member name="T:A"><summary> </summary></member>
            <member name="T:B"><summary>What it is.</summary><param name="x"></param></member>
            <member name="T:C"><summary>See <see cref="T:A"/>.</summary></member>
            <member name="T:D"><inheritdoc/></member>
        </members></doc>
        """)));

    static string Read(string file) => File.ReadAllText(Path.Combine(Repository.Root, file));
}
