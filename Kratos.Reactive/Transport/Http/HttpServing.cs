using Microsoft.Extensions.Logging;

namespace Kratos.Reactive;

/// <summary>What all calls of one server share.</summary>
sealed class HttpServing(HttpOptions options, Env env) : HttpFormats(nameof(HttpOptions), options.Json, options.ProtoJson, options.Codecs)
{
    readonly CancellationTokenSource draining = new();
    readonly CancellationTokenSource cutting = new();

    /// <summary>What a stream ends in that was still open when the time for stopping was over.</summary>
    internal static Error Stopped { get; } = Error.Unavailable("SERVER_STOPPED", "the server stopped before the stream had ended");

    internal HttpOptions Options => options;

    /// <summary>The environment of the app. A call takes from it the clock and what it carries, never the token, the deadline or the terms of release: those were the start's.</summary>
    internal Env Env { get; } = env.TryFind(ReleaseTerms.Key, out _) ? env.With(ReleaseTerms.Key, new ReleaseTerms(null, CancellationToken.None)) : env;

    /// <summary>Fires when the server begins to stop: every answer then ends its connection.</summary>
    internal CancellationToken Draining => draining.Token;

    /// <summary>Fires when the time for that is over.</summary>
    internal CancellationToken Cutting => cutting.Token;

    /// <summary>What failures are written in.</summary>
    internal FailureFormats Failures { get; } = new(options.Codecs);

    internal ILogger Log { get; } = options.Loggers.CreateLogger("Kratos.Reactive.Http");

    /// <summary>What was bound; none to a call that comes before the start has ended.</summary>
    internal Uri? Endpoint { get; set; }

    internal void Drain() => draining.Tell(Env);

    internal void Cut() => cutting.Tell(Env);
}
