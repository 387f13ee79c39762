namespace Kratos.Reactive;

/// <summary>Which app this is. Read it with <c>appInfo</c>.</summary>
/// <param name="Id">The instance: unique among all running copies.</param>
/// <param name="Name">The service's name in the registry.</param>
/// <param name="Version">Its version.</param>
public sealed record AppInfo(string Id, string Name, string Version)
{
    internal static readonly EnvKey<AppInfo> Key = new("the app");

    /// <summary>Outside an app.</summary>
    public static AppInfo None { get; } = new("", "", "");

    /// <summary>Facts about this instance, as registered.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init => field = ValueMap.From(value); } = ValueMap.Empty;
}
