namespace Kratos.Reactive;

public static partial class Prelude
{
    /// <summary>Changes the settings of the gRPC calls inside: <c>client.With(GrpcCall(call => call with { WhenDown = WhenDown.Wait }))</c>. The inner of two has the last word.</summary>
    public static Middleware GrpcCall(Func<GrpcCallOptions, GrpcCallOptions> change) => next => request =>
        local(env => env.With(GrpcCallOptions.Key, env.TryFind(GrpcCallOptions.Key, out var before) ? options => change(before(options)) : change), next(request));
}
