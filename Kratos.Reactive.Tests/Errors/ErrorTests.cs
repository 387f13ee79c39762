namespace Kratos.Reactive.Tests;

public sealed class ErrorTests
{
    static readonly Error a = Error.Conflict("A", "a"), b = Error.NotFound("B", "b"), c = Error.Internal("C", "c");

    [Fact]
    public void Each_class_has_its_code()
    {
        Func<string, string, Error>[] classes =
        [
            Error.BadRequest, Error.Unauthorized, Error.Forbidden, Error.NotFound, Error.Conflict, Error.TooManyRequests,
            Error.ClientClosed, Error.Internal, Error.NotImplemented, Error.Unavailable, Error.GatewayTimeout,
        ];
        Assert.Equal([400, 401, 403, 404, 409, 429, 499, 500, 501, 503, 504], classes.Select(static make => make("R", "m").Code));
        Assert.All(classes, static make => Assert.Equal(("R", "m"), (make("R", "m").Reason, make("R", "m").Message)));
        Assert.Equal(((499, "CANCELLED"), (504, "TIMED_OUT")), ((Error.Cancelled.Code, Error.Cancelled.Reason), (Error.TimedOut.Code, Error.TimedOut.Reason)));
    }

    [Fact]
    public void Is_asks_for_code_and_reason_only()
    {
        Assert.True(a.Is(Error.Conflict("A", "told otherwise").WithMetadata("k", "v").And(b)));
        Assert.False(a.Is(Error.Conflict("B", "a")));
        Assert.False(a.Is(Error.NotFound("A", "a")));
    }

    [Fact]
    public void Equality_asks_for_message_metadata_and_others_and_not_for_cause_and_trace()
    {
        Assert.Equal(a, a with { Cause = new IOException(), Trace = ["step"] });
        Assert.NotEqual(a, a with { Message = "other" });
        Assert.NotEqual(a, a.WithMetadata("k", "v"));
        Assert.Equal(a.WithMetadata("k", "v").WithMetadata("l", "w"), a.WithMetadata("l", "w").WithMetadata("k", "v"));
        Assert.NotEqual(a.WithMetadata("k", "v"), a.WithMetadata("k", "w"));
        Assert.NotEqual(a, a.And(b));
        Assert.Equal(a.And(b), a.And(b));
        Assert.NotEqual(a.And(b).And(c), a.And(c).And(b));
        Assert.Equal(a.WithMetadata("k", "v").And(b).GetHashCode(), a.GetHashCode());
    }

    [Fact]
    public void Both_keep_all_flat_the_first_first()
    {
        var all = a.And(b.And(c)).And(a.And(b));
        Assert.True(all.Is(a));
        Assert.Equal([b, c, a, b], all.Others);
        Assert.All(all.Others, static other => Assert.Empty(other.Others));
        Assert.Equal([b, c], (a with { Others = [b.And(c)] }).Others);
        Assert.Equal(a.And(b).And(c), a.And(b.And(c)));
    }

    [Fact]
    public void A_cancellation_joined_with_a_failure_is_that_failure()
    {
        Assert.Equal(a, Error.Cancelled.And(a));
        Assert.Equal(a, a.And(Error.Cancelled));
        Assert.Equal(Error.Cancelled, Error.Cancelled.And(Error.Cancelled));
        Assert.Equal(a.And(b), (Error.Cancelled with { Others = [a] }).And(b));
        Assert.Equal(Error.TimedOut.And(a), Error.TimedOut.And(Error.Cancelled).And(a));
    }

    [Fact]
    public void Metadata_is_copied_and_replaced_and_null_reads_as_none()
    {
        var facts = new Dictionary<string, string> { ["k"] = "v" };
        var error = a with { Metadata = facts };
        facts["k"] = "changed";
        Assert.Equal("v", error.Metadata["k"]);
        Assert.Equal("w", error.WithMetadata("k", "w").Metadata["k"]);
        Assert.Empty((a with { Metadata = null! }).Metadata);
        Assert.Empty((a with { Others = null!, Trace = null! }).Others);
    }

    [Fact]
    public void An_exception_becomes_an_error_that_tells_a_caller_nothing()
    {
        var secret = new IOException("/etc/shadow");
        var error = Error.From(secret);
        Assert.Equal((500, "PANIC", "internal error"), (error.Code, error.Reason, error.Message));
        Assert.Same(secret, error.Cause);
    }

    [Fact]
    public void The_exceptions_that_mean_something_keep_their_meaning()
    {
        Assert.Same(a, Error.From(new ErrorException(a)));
        Assert.Equal(Error.Cancelled, Error.From(new OperationCanceledException()));
        Assert.Equal(Error.Cancelled, Error.From(new TaskCanceledException()));
        Assert.Equal(Error.TimedOut, Error.From(new TimeoutException()));
        Assert.Equal(Error.TimedOut, Error.From(new TaskCanceledException("", new TimeoutException())));
        Assert.Equal(Error.Cancelled, Error.From(new TaskCanceledException("", new IOException())));
        Assert.IsType<TimeoutException>(Error.From(new TimeoutException()).Cause);
    }

    [Fact]
    public void An_aggregate_keeps_all_it_holds_and_an_empty_one_is_itself()
    {
        var error = Error.From(new AggregateException(new ErrorException(a), new AggregateException(new ErrorException(b), new OperationCanceledException()), new TimeoutException()));
        Assert.Equal([a, b, Error.TimedOut], error.Others.Prepend(error with { Others = [] }));
        Assert.IsType<AggregateException>(Error.From(new AggregateException()).Cause);
    }

    [Fact]
    public void Its_text_says_all_there_is_to_say_on_one_line()
    {
        Assert.Equal("409 A: a", a.ToString());
        Assert.Equal(
            "409 A: a {k: v} in outer > inner (IOException: disk) and 404 B: b and 500 C: c",
            (a.WithMetadata("k", "v") with { Trace = ["outer", "inner"], Cause = new IOException("disk") }).And(b).And(c).ToString());
    }
}
