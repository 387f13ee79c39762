namespace Kratos.Reactive;

/// <summary>How middleware is composed: <c>outer &gt;&gt; inner &gt;&gt; handler</c>. A swap changes what the outer one sees: <c>Logging &gt;&gt; Recovery</c> logs the recovered failure, <c>Recovery &gt;&gt; Logging</c> the panic.</summary>
public static class MiddlewareOperators
{
    extension(Middleware)
    {
        /// <summary>Adds nothing.</summary>
        public static Middleware Identity => static next => next;

        /// <summary>Both; the left one is outside.</summary>
        public static Middleware operator >>(Middleware outer, Middleware inner) => next => outer(inner(next));

        /// <summary>The handler, inside the middleware.</summary>
        public static Handler operator >>(Middleware outer, Handler inner) => outer(inner);

        /// <summary>The stream, inside the middleware, which runs around the whole call: its effect ends when the stream ends.</summary>
        public static StreamHandler operator >>(Middleware outer, StreamHandler inner) => StreamLift.Around(outer, inner);
    }

    /// <summary>The middleware for the requests that <paramref name="predicate"/> is true of; the others go past it.</summary>
    public static Middleware When(this Middleware middleware, Func<Request, bool> predicate) => next =>
    {
        var inside = middleware(next);
        return request => predicate(request) ? inside(request) : next(request);
    };
}
