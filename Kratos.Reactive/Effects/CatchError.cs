namespace Kratos.Reactive;

/// <summary>Which failures, and what to do about them: the right side of <c>effect | @catch(...)</c>.</summary>
public readonly record struct CatchError<A>(Func<Error, bool> When, Func<Error, Eff<A>> Then);
