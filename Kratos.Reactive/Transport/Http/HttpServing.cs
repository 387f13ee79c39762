using Microsoft.Extensions.Logging;

namespace Kratos.Reactive;

/// <summary>What all calls of one server share.</summary>
sealed class HttpServing(HttpOptions options, Env env)
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

    internal JsonCodec Codec { get; } = new(options.Json, new ProtoTypes(options.ProtoJson));

    internal ProtoTypes Proto => Codec.Proto;

    /// <summary>What failures are written in.</summary>
    internal FailureFormats Failures { get; } = new(options.Codecs);

    /// <summary>The codecs that a body of this kind may be in; a failure when there is none.</summary>
    internal Fin<Offer> Offer(BodyKind body, HttpRule rule, string where)
    {
        var known = (rule.Codecs.Count > 0 ? rule.Codecs : options.Codecs).Where(body.IsIn).ToArray();
        return known.Length > 0 ? new Offer(known) : Error.BadRequest("BAD_OPTION", $"{(rule.Codecs.Count > 0 ? "its rule" : "HttpOptions.Codecs")} has no codec that can carry {body.Type.Name}, the body of {where}");
    }

    internal ILogger Log { get; } = options.Loggers.CreateLogger("Kratos.Reactive.Http");

    /// <summary>What was bound; none to a call that comes before the start has ended.</summary>
    internal Uri? Endpoint { get; set; }

    internal void Drain() => draining.Tell(Env);

    internal void Cut() => cutting.Tell(Env);
}
