using System.Reflection;

namespace Kratos.Reactive.Tests.Conventions;

/// <summary>Arrows between folders point one way. Folders are not namespaces, so they are read off the symbols.</summary>
public sealed class ArrowTests
{
    [Fact]
    public void Every_arrow_between_the_folders_points_down() => Assert.Equal([], Layers.Broken(Arrows.Of(Library, Library.Assembly.GetTypes())));

    [Fact]
    public void The_arrows_that_are_meant_to_be_there_are_seen()
    {
        var drawn = Arrows.Of(Library, Library.Assembly.GetTypes()).SelectMany(arrow => arrow.To.Select(to => (Layers.Of(arrow.From), Layers.Of(to)))).ToHashSet();
        Assert.Superset(new HashSet<(string?, string?)> { ("Time", "Errors"), ("Effects", "Time"), ("Transport", "Effects"), ("Lifecycle", "Registry"), ("Transport/Http", "Transport"), ("Hosting", "Lifecycle") }, drawn);
    }

    [Fact]
    public void Every_type_that_somebody_wrote_has_a_file() =>
        Assert.Equal([], Library.Assembly.GetTypes().Where(type => type.Namespace?.StartsWith("Kratos", StringComparison.Ordinal) == true && !Code.IsGenerated(type) && Library.Files(type).Count == 0).Select(type => type.FullName));

    [Theory]
    [InlineData("Effects/Eff.cs", "Transport/Request.cs", true)]
    [InlineData("Effects/Engine/Machine.cs", "Transport/Http/HttpHost.cs", true)]
    [InlineData("Transport/Request.cs", "Transport/Http/HttpHost.cs", true)]
    [InlineData("Transport/Http/HttpHost.cs", "Transport/Grpc/GrpcHost.cs", true)]
    [InlineData("Middleware/Logging.cs", "Lifecycle/App.cs", true)]
    [InlineData("Registry/Registry.cs", "Registry/Etcd/Lease.cs", true)]
    [InlineData("Lifecycle/App.cs", "Testing/VirtualTime.cs", true)]
    [InlineData("Elsewhere/New.cs", "Errors/Error.cs", true)]
    [InlineData("Lifecycle/App.cs", "Effects/Engine/Machine.cs", false)]
    [InlineData("Registry/Etcd/Lease.cs", "Registry/Registry.cs", false)]
    [InlineData("Transport/Http/Json/Words.cs", "Transport/Http/HttpHost.cs", false)]
    [InlineData("Effects/Nodes/Leaves.cs", "Effects/Engine/Machine.cs", false)]
    public void A_wrong_arrow_is_seen(string from, string to, bool wrong) =>
        Assert.Equal(wrong, Layers.Broken([new(from, new HashSet<string> { to }, "it")]).Any());

    [Fact]
    public void What_a_partial_type_has_in_several_folders_is_wrong_only_when_all_of_them_are() =>
        Assert.Equal([], Layers.Broken([new("Effects/Eff.cs", new HashSet<string> { "Errors/Prelude.cs", "Hosting/Prelude.cs" }, "Prelude")]));

    // From the file of the planted types to that of their target, in every way that code can name something.
    [Theory]
    [InlineData(typeof(PlantedArrows.Base))]
    [InlineData(typeof(PlantedArrows.Field))]
    [InlineData(typeof(PlantedArrows.Property))]
    [InlineData(typeof(PlantedArrows.Argument))]
    [InlineData(typeof(PlantedArrows.Attributed))]
    [InlineData(typeof(PlantedArrows.InALambda))]
    [InlineData(typeof(PlantedArrows.InAsync))]
    [InlineData(typeof(PlantedArrows.InAQuery))]
    [InlineData(typeof(PlantedArrows.Initialiser))]
    [InlineData(typeof(PlantedArrows.TypeArgument))]
    [InlineData(typeof(PlantedArrows.Interface))]
    [InlineData(typeof(PlantedArrows.Pattern))]
    public void Every_way_to_name_something_is_an_arrow(Type planted)
    {
        var arrows = Arrows.Of(new Sources(Assembly.GetExecutingAssembly()), Code.Nested(planted));
        Assert.Contains(arrows, arrow => arrow.From == "Conventions/Code/PlantedArrows.cs" && arrow.To.SetEquals(["Conventions/Code/PlantedTarget.cs"]));
    }

    static Sources Library { get; } = new(typeof(Env).Assembly);
}
