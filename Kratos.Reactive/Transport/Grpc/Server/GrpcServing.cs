using Microsoft.Extensions.Logging;

namespace Kratos.Reactive;

/// <summary>What all calls of one server share.</summary>
sealed class GrpcServing(GrpcOptions options, Env env)
{
    readonly CancellationTokenSource draining = new();
    readonly CancellationTokenSource cutting = new();

    /// <summary>What a call ends in that was still open when the time for stopping was over.</summary>
    internal static Error Stopped { get; } = Error.Unavailable("SERVER_STOPPED", "the server stopped before the call had ended");

    internal GrpcOptions Options => options;

    /// <summary>The environment of the app. A call takes from it the clock and what it carries, never the token, the deadline or the terms of release: those were the start's.</summary>
    internal Env Env { get; } = (env.TryFind(ReleaseTerms.Key, out _) ? env.With(ReleaseTerms.Key, new ReleaseTerms(null, CancellationToken.None)) : env).WithUnhandled(error =>
    {
        // A caller that sends rubbish, and whose call is over before that is found out, is no news to anybody.
        if (!error.IsForeign) env.Unhandled(error);
    });

    internal ILogger Log { get; } = options.Loggers.CreateLogger("Kratos.Reactive.Grpc");

    /// <summary>What was bound; none to a call that comes before the start has ended.</summary>
    internal Uri? Endpoint { get; set; }

    /// <summary>Fires when the server begins to stop.</summary>
    internal CancellationToken Draining => draining.Token;

    /// <summary>Fires when the time for that is over.</summary>
    internal CancellationToken Cutting => cutting.Token;

    /// <summary>When so long from now is over; never, when that is past all dates.</summary>
    internal DateTimeOffset Due(TimeSpan wait)
    {
        var now = Env.Time.GetUtcNow();
        return wait < DateTimeOffset.MaxValue - now ? now + wait : DateTimeOffset.MaxValue;
    }

    internal void Drain() => draining.Tell(Env);

    internal void Cut() => cutting.Tell(Env);
}
