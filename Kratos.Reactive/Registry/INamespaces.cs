namespace Kratos.Reactive;

/// <summary>A discovery that keeps services apart by namespaces. A target such as <c>discovery://team-a/shop</c> is looked for in one.</summary>
public interface INamespaces
{
    /// <summary>The same discovery, looking into this namespace only.</summary>
    IDiscovery In(string space);
}
