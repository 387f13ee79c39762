namespace Kratos.Reactive;

/// <summary>Routes that are written by hand, without a proto file: <c>Routes.Get("/users/{id}", (UserId ask) => Find(ask.Id)).Post("/users", Add)</c>.</summary>
/// <remarks>
/// They make a <see cref="Service"/>, and are all that a service is. A group is one <c>Under</c> a prefix <c>With</c> its own middleware, and groups stand in groups:
/// <c>Routes.Get(..).And(Routes.Get(..).Under("/admin").With(Authentication(..))).Under("/v1")</c>. A route is the operation <c>/VERB/path</c>, as in <c>/GET/v1/users/{id}</c>: what middleware selects by.
/// A message is made of the path, the query and the body as at any rule; a handler without one takes <c>Unit</c>, or nothing.
/// </remarks>
public static class Routes
{
    const string Any = "*";

    /// <summary>A service without any routes yet.</summary>
    public static Service None { get; } = new("routes");

    /// <summary>A route for GET, and so for HEAD.</summary>
    public static Service Get<Q, R>(string path, Func<Q, Eff<R>> call) where Q : notnull where R : notnull => None.Get(path, call);

    /// <summary>A route for GET that takes nothing.</summary>
    public static Service Get<R>(string path, Func<Eff<R>> call) where R : notnull => None.Get(path, call);

    /// <summary>A route for POST, with the message as the body.</summary>
    public static Service Post<Q, R>(string path, Func<Q, Eff<R>> call) where Q : notnull where R : notnull => None.Post(path, call);

    /// <summary>A route for PUT, with the message as the body.</summary>
    public static Service Put<Q, R>(string path, Func<Q, Eff<R>> call) where Q : notnull where R : notnull => None.Put(path, call);

    /// <summary>A route for PATCH, with the message as the body.</summary>
    public static Service Patch<Q, R>(string path, Func<Q, Eff<R>> call) where Q : notnull where R : notnull => None.Patch(path, call);

    /// <summary>A route for DELETE.</summary>
    public static Service Delete<Q, R>(string path, Func<Q, Eff<R>> call) where Q : notnull where R : notnull => None.Delete(path, call);

    /// <summary>A route for any rule.</summary>
    public static Service At<Q, R>(HttpRule rule, Func<Q, Eff<R>> call) where Q : notnull where R : notnull => None.At(rule, call);

    extension(Service service)
    {
        /// <summary>With a route for GET, and so for HEAD.</summary>
        public Service Get<Q, R>(string path, Func<Q, Eff<R>> call) where Q : notnull where R : notnull => service.At(HttpRule.Get(path), call);

        /// <summary>With a route for GET that takes nothing.</summary>
        public Service Get<R>(string path, Func<Eff<R>> call) where R : notnull => service.At<Unit, R>(HttpRule.Get(path), _ => call());

        /// <summary>With a route for POST, with the message as the body.</summary>
        public Service Post<Q, R>(string path, Func<Q, Eff<R>> call) where Q : notnull where R : notnull => service.At(HttpRule.Post(path), call);

        /// <summary>With a route for PUT, with the message as the body.</summary>
        public Service Put<Q, R>(string path, Func<Q, Eff<R>> call) where Q : notnull where R : notnull => service.At(HttpRule.Put(path), call);

        /// <summary>With a route for PATCH, with the message as the body.</summary>
        public Service Patch<Q, R>(string path, Func<Q, Eff<R>> call) where Q : notnull where R : notnull => service.At(HttpRule.Patch(path), call);

        /// <summary>With a route for DELETE.</summary>
        public Service Delete<Q, R>(string path, Func<Q, Eff<R>> call) where Q : notnull where R : notnull => service.At(HttpRule.Delete(path), call);

        /// <summary>With a route for any rule; the verb <c>*</c> is for all of them.</summary>
        public Service At<Q, R>(HttpRule rule, Func<Q, Eff<R>> call) where Q : notnull where R : notnull => service.Unary(Method.Of<Q, R>(OperationOf(rule), MethodShape.Unary) with { Rules = [rule] }, call);

        /// <summary>With an answer for every path that there is nothing at, whatever the verb, in place of 404. (A path that is there, but not for a verb, stays 405.)</summary>
        public Service Fallback<Q, R>(Func<Q, Eff<R>> call) where Q : notnull where R : notnull => service.At(new HttpRule(Any, "/**"), call);

        /// <summary>All of it behind a prefix, as in <c>/v1</c>: what has rules at each of them, what has none at <c>POST prefix/package.Service/Method</c>.</summary>
        public Service Under(string prefix) => service with { Methods = [.. service.Methods.Select(method => Behind(prefix, method))] };

        /// <summary>With the methods of the other service, too.</summary>
        /// <exception cref="ErrorException">500 <c>DUPLICATE_METHOD</c>: both have the same operation.</exception>
        public Service And(Service other) => service with
        {
            Methods = [.. service.Methods, .. other.Methods],
            Comments = other.Comments.Count == 0 ? service.Comments : other.Comments.Concat(service.Comments).DistinctBy(static entry => entry.Key).ToDictionary(),
        };
    }

    /// <summary>True of a method that is a route written by hand.</summary>
    internal static bool Has(Method method) => method.Rules is [var own] && method.Operation == OperationOf(own);

    // Two verbs at one path are two operations.
    static Operation OperationOf(HttpRule rule) => $"/{(rule.Verb == Any ? "ANY" : rule.Verb)}{rule.Path}";

    static Method Behind(string prefix, Method method)
    {
        HttpRule[] rules = [.. (method.Rules.Count > 0 ? method.Rules : [HttpRule.Post(method.Operation.Name)]).Select(rule => rule with { Path = prefix.TrimEnd('/') + (rule.Path == "/" ? "" : rule.Path) })];
        return method with { Rules = rules, Operation = Has(method) ? OperationOf(rules[0]) : method.Operation };
    }
}
