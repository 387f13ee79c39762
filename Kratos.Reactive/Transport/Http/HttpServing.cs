using Microsoft.Extensions.Logging;

namespace Kratos.Reactive;

/// <summary>What all calls of one server share.</summary>
sealed class HttpServing(HttpOptions options, Env env)
{
    bool draining;

    internal HttpOptions Options => options;

    /// <summary>The environment of the app. A call takes from it the clock and what it carries, never the token, the deadline or the terms of release: those were the start's.</summary>
    internal Env Env { get; } = env.TryFind(ReleaseTerms.Key, out _) ? env.With(ReleaseTerms.Key, new ReleaseTerms(null, CancellationToken.None)) : env;

    /// <summary>True from the moment the server is told to stop: every answer then ends its connection.</summary>
    internal bool Draining { get => Volatile.Read(ref draining); set => Volatile.Write(ref draining, value); }

    internal JsonCodec Codec { get; } = new(options.Json);

    internal ProtoTypes Proto { get; } = new(options.ProtoJson);

    /// <summary>The codecs that a body of this kind may be in; a failure when there is none.</summary>
    internal Fin<Offer> Offer(BodyKind body, string where)
    {
        var known = options.Codecs.Where(body.IsIn).ToArray();
        return known.Length > 0 ? new Offer(known) : Error.BadRequest("BAD_OPTION", $"HttpOptions.Codecs has none that can carry {body.Type.Name}, the body of {where}");
    }

    internal ILogger Log { get; } = options.Loggers.CreateLogger("Kratos.Reactive.Http");

    /// <summary>What was bound; none to a call that comes before the start has ended.</summary>
    internal Uri? Endpoint { get; set; }
}
