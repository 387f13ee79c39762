namespace Kratos.Reactive;

public static partial class Prelude
{
    /// <summary>Changes the settings of the HTTP calls inside: <c>client.With(HttpCall(call => call with { Timeout = 2.Seconds }))</c>. The inner of two has the last word.</summary>
    public static Middleware HttpCall(Func<HttpCallOptions, HttpCallOptions> change) => next => request =>
        local(env => env.With(HttpCallOptions.Key, env.TryFind(HttpCallOptions.Key, out var before) ? options => change(before(options)) : change), next(request));
}
