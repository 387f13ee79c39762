using LanguageExt;

namespace Kratos.Reactive;

/// <summary>How an effect ended: with a value, or with an <see cref="Kratos.Reactive.Error"/>. <c>default(Fin&lt;A&gt;)</c> is a failure.</summary>
public readonly record struct Fin<A>
{
    readonly A value;
    readonly object? end;       // an Error, or the mark of success; null (a default) is neither, and so a failure

    Fin(A value, object end) => (this.value, this.end) = (value, end);

    /// <summary>Ended well, with <paramref name="value"/>.</summary>
    public static Fin<A> Succ(A value) => new(value, FinMark.Succ);

    /// <summary>Ended with <paramref name="error"/>.</summary>
    public static Fin<A> Fail(Error error) => new(default!, error);

    /// <summary>True when there is a value.</summary>
    public bool IsSucc => ReferenceEquals(end, FinMark.Succ);

    /// <summary>True when there is an error.</summary>
    public bool IsFail => !IsSucc;

    /// <summary>The value; on a failure <see cref="ThrowIfFail"/>'s exception.</summary>
    public A Value => IsSucc ? value : throw new ErrorException(Error);

    /// <summary>The error; on a success an <see cref="InvalidOperationException"/>.</summary>
    public Error Error => end as Error ?? (end is null ? Error.Unset : throw new InvalidOperationException($"there is no error: it ended well, with {value}"));

    internal A Succeeded => value;

    internal Error Failed => Unsafe(end);

    /// <summary>One of two functions, by how it ended.</summary>
    public B Match<B>(Func<A, B> Succ, Func<Error, B> Fail) => IsSucc ? Succ(value) : Fail(Failed);

    /// <summary>The value changed by <paramref name="f"/>; a failure stays what it is.</summary>
    public Fin<B> Map<B>(Func<A, B> f) => IsSucc ? Fin<B>.Succ(f(value)) : Fin<B>.Fail(Failed);

    /// <summary>What <paramref name="f"/> makes of the value; a failure stays what it is.</summary>
    public Fin<B> Bind<B>(Func<A, Fin<B>> f) => IsSucc ? f(value) : Fin<B>.Fail(Failed);

    /// <summary>The value, or what <paramref name="f"/> makes of the error.</summary>
    public A IfFail(Func<Error, A> f) => IsSucc ? value : f(Failed);

    /// <summary>The same as a LanguageExt <c>Either</c>: left is the error.</summary>
    public Either<Error, A> ToEither() => IsSucc ? LanguageExt.Prelude.Right<Error, A>(value) : LanguageExt.Prelude.Left<Error, A>(Failed);

    /// <summary>The value; on a failure an <see cref="ErrorException"/> with the error and, inside, its cause.</summary>
    public A ThrowIfFail() => Value;

    /// <summary>A value is a success. (A value whose static type is an interface needs <c>Fin&lt;A&gt;.Succ(x)</c>: C# allows no conversion from one.)</summary>
    public static implicit operator Fin<A>(A value) => Succ(value);

    /// <summary>An error is a failure.</summary>
    public static implicit operator Fin<A>(Error error) => Fail(error);

    /// <summary><c>Succ(value)</c> or <c>Fail(error)</c>.</summary>
    public override string ToString() => IsSucc ? $"Succ({value})" : $"Fail({Error})";

    static Error Unsafe(object? end) => end is null ? Error.Unset : (Error)end;
}

static class FinMark
{
    internal static readonly object Succ = new();
}
