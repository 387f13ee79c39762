namespace Kratos.Reactive;

/// <summary>A service, or a client, seen from outside: a request to an effect that gives the reply.</summary>
public delegate Eff<Reply> Handler(Request request);
