using System.Reflection;

namespace Kratos.Reactive.Tests.Conventions;

public sealed class PublicSurfaceTests
{
    [Fact]
    public void The_public_surface_is_the_approved_one()
    {
        var differences = Approval.Differences(Path.Combine(Repository.Root, "Kratos.Reactive", "PublicSurface.approved.txt"), Surface.Of(typeof(Env).Assembly));
        Assert.True(differences.Count == 0, $"""
            The public surface differs from Kratos.Reactive/PublicSurface.approved.txt:
            {string.Join('\n', differences)}
            If that is what you mean, write it down, look at the change, and commit it:
                {Approval.Variable}=1 dotnet run --project Kratos.Reactive.Tests -c Release -- -class '*.PublicSurfaceTests'
            """);
    }

    [Fact]
    public void A_changed_line_is_told_with_the_type_it_stands_in() => Assert.Equal(
        ["- class A .. int Count { get; }", "+ class A .. long Count { get; }", "+ class B"],
        Approval.Differences(["class A", "    int Count { get; }", "    void Same()"], ["class A", "    long Count { get; }", "    void Same()", "", "class B"]));

    [Fact]
    public void The_surface_tells_all_that_a_caller_can_depend_on()
    {
        var told = Surface.Of(typeof(PlantedSurface).GetNestedTypes(BindingFlags.Public).Append(typeof(PlantedSurface.Plane.Round)).Append(typeof(PlantedSurface)));
        Assert.Equal(PlantedSurface.Expected, string.Join('\n', told).Replace("PlantedSurface.", "", StringComparison.Ordinal));
    }
}
