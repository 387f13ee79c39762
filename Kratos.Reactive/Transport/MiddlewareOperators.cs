namespace Kratos.Reactive;

/// <summary>How middleware is composed: <c>outer &gt;&gt; inner &gt;&gt; handler</c>. A swap changes what the outer one sees: of a call that takes too long, <c>Logging &gt;&gt; Deadline</c> logs that it timed out (504), <c>Deadline &gt;&gt; Logging</c> that it was cut (499).</summary>
/// <remarks><c>a + b</c> compiles, as for all delegates, and would drop <c>a</c> silently: composing such a one is an <see cref="ArgumentException"/>.</remarks>
public static class MiddlewareOperators
{
    extension(Middleware)
    {
        /// <summary>Adds nothing.</summary>
        public static Middleware Identity => static next => next;

        /// <summary>Both; the left one is outside.</summary>
        public static Middleware operator >>(Middleware outer, Middleware inner)
        {
            Check(outer);
            Check(inner);
            return next => outer(inner(next));
        }

        /// <summary>The handler, inside the middleware.</summary>
        public static Handler operator >>(Middleware outer, Handler inner)
        {
            Check(outer);
            return outer(inner);
        }

        /// <summary>The stream, inside the middleware, which runs around the whole call: its effect ends when the stream ends.</summary>
        public static StreamHandler operator >>(Middleware outer, StreamHandler inner)
        {
            Check(outer);
            return StreamLift.Around(outer, inner);
        }
    }

    /// <summary>The middleware for the requests that <paramref name="predicate"/> is true of; the others go past it.</summary>
    public static Middleware When(this Middleware middleware, Func<Request, bool> predicate)
    {
        Check(middleware);
        return next =>
        {
            var inside = middleware(next);
            return request => predicate(request) ? inside(request) : next(request);
        };
    }

    /// <summary>The middleware for the operations that <paramref name="selector"/> chooses; calls of others go past it.</summary>
    public static Middleware When(this Middleware middleware, Selector selector)
    {
        Check(middleware);
        return next =>
        {
            var (inside, decisions) = (middleware(next), new Decisions(selector));
            return request => decisions.Of(request.Operation) ? inside(request) : next(request);
        };
    }

    static void Check(Middleware middleware)
    {
        if (!middleware.HasSingleTarget) throw new ArgumentException("this middleware was added up with +, which drops all but the last; compose with >>", nameof(middleware));
    }
}
