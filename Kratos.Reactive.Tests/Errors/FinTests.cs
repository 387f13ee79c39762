namespace Kratos.Reactive.Tests;

public sealed class FinTests
{
    static readonly Error error = Error.Conflict("X", "x");

    [Fact]
    public void One_that_was_never_set_is_a_failure()
    {
        Fin<int> unset = default;
        Assert.True(unset.IsFail);
        Assert.Equal("UNSET", unset.Error.Reason);
        Assert.Equal("UNSET", unset.Match(_ => "", static e => e.Reason));
        Assert.Equal("UNSET", unset.Map(static n => n + 1).Error.Reason);
        Assert.Throws<ErrorException>(() => unset.Value);
    }

    [Fact]
    public void A_failure_without_an_error_is_still_a_failure() => Assert.True(Fin<int>.Fail(null!) is { IsFail: true, Error.Reason: "UNSET" });

    [Fact]
    public void Values_and_errors_convert()
    {
        Fin<int> good = 3;
        Fin<int> bad = error;
        Assert.Equal((3, error), (good.Value, bad.Error));
        Assert.True(good is { IsSucc: true, IsFail: false } && bad is { IsSucc: false, IsFail: true });
    }

    [Fact]
    public void A_null_and_an_error_are_values_too()
    {
        Assert.True(Fin<string?>.Succ(null).IsSucc);
        Assert.Same(error, Fin<Error>.Succ(error).Value);
        Assert.True(Fin<object>.Succ(error).IsSucc);
    }

    [Fact]
    public void Taking_what_is_not_there_throws_and_says_why()
    {
        Assert.Same(error, Assert.Throws<ErrorException>(() => Fin<int>.Fail(error).ThrowIfFail()).Error);
        Assert.Contains("with 3", Assert.Throws<InvalidOperationException>(() => Fin<int>.Succ(3).Error).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_thrown_failure_has_its_text_and_its_cause_inside()
    {
        var cause = new IOException("disk");
        var thrown = Assert.Throws<ErrorException>(() => Fin<int>.Fail(error with { Cause = cause }).Value);
        Assert.Same(cause, thrown.InnerException);
        Assert.StartsWith("409 X: x", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Map_bind_IfFail_and_ToEither_go_the_way_it_ended()
    {
        Fin<int> good = 3, bad = error;
        Assert.Equal((4, error), (good.Map(static n => n + 1).Value, bad.Map(static n => n + 1).Error));
        Assert.Equal((6, error), (good.Bind(static n => Fin<int>.Succ(n * 2)).Value, bad.Bind(static n => Fin<int>.Succ(n * 2)).Error));
        Assert.Equal((3, 409), (good.IfFail(static _ => 0), bad.IfFail(static e => e.Code)));
        Assert.Equal((true, true), (good.ToEither().IsRight, bad.ToEither().IsLeft));
    }

    [Fact]
    public void Two_are_equal_when_they_ended_the_same()
    {
        Assert.Equal(Fin<int>.Succ(3), Fin<int>.Succ(3));
        Assert.NotEqual(Fin<int>.Succ(3), Fin<int>.Succ(4));
        Assert.NotEqual(Fin<int>.Succ(0), default);
        Assert.Equal(Fin<int>.Fail(error), Fin<int>.Fail(Error.Conflict("X", "x")));
        Assert.Equal(Fin<int>.Fail(error).GetHashCode(), Fin<int>.Fail(Error.Conflict("X", "x")).GetHashCode());
        Assert.Equal(("Succ(3)", "Fail(409 X: x)"), (Fin<int>.Succ(3).ToString(), Fin<int>.Fail(error).ToString()));
    }
}
