namespace Kratos.Reactive;

public static partial class Prelude
{
    internal static readonly EnvKey<Headers> MetadataKey = new("the metadata");

    /// <summary>The call that is being answered; <see cref="Call.None"/> outside one.</summary>
    public static Eff<Call> currentCall { get; } = ask(Call.Key, Call.None);

    /// <summary>The app that is running; <see cref="AppInfo.None"/> outside one.</summary>
    public static Eff<AppInfo> appInfo { get; } = ask(AppInfo.Key, AppInfo.None);

    /// <summary>The metadata that travels with the request from service to service; none unless something put it there.</summary>
    public static Eff<Headers> metadata { get; } = ask(MetadataKey, Headers.Empty);

    /// <summary>The effect with this metadata in place of what there was.</summary>
    public static Eff<A> withMetadata<A>(Headers fields, Eff<A> effect) => local(env => env.With(MetadataKey, fields), effect);
}
