namespace Kratos.Reactive;

/// <summary>A handler made from another: what is added around a service. Compose with <c>&gt;&gt;</c>; the left one is outside.</summary>
public delegate Handler Middleware(Handler next);
