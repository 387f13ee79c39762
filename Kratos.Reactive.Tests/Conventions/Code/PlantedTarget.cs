namespace Kratos.Reactive.Tests.Conventions;

/// <summary>Where the planted arrows point to.</summary>
[AttributeUsage(AttributeTargets.All)]
class PlantedTarget : Attribute
{
    internal static int Get() => 1;
}
