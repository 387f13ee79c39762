namespace Kratos.Reactive.Tests;

/// <summary>The examples of the README, which are true as long as these pass.</summary>
public sealed class ReadmeExamples
{
    readonly VirtualTime time = new();

    sealed record Order(int Id, string State);

    static Eff<Order> Find(int id) =>
        from _ in guard(id > 0, Error.NotFound("ORDER_NOT_FOUND", $"there is no order {id}"))
        select new Order(id, "open");

    static Eff<Unit> Save(Order order) => yieldFor(1.Seconds);

    // docs:begin effects
    static Eff<Order> Close(int id) =>
        from order in Find(id).Retry(Schedule.Exponential(100.Milliseconds).Jitter() & Schedule.Recurs(5), error => error.Code == 503)
        from _1 in guard(order.State == "open", Error.Conflict("ORDER_CLOSED", $"order {id} is closed"))
        from _2 in Save(order with { State = "closed" }).Timeout(2.Seconds)
        select order with { State = "closed" };

    static async Eff<int> CloseAll(IEnumerable<int> ids)
    {
        var closed = 0;
        foreach (var id in ids)
        {
            await Close(id);
            closed++;
        }

        return closed;
    }
    // docs:end

    // docs:begin middleware
    static readonly EnvKey<string> Tenant = new("tenant");

    static Middleware Tenancy() => next => request =>
        from tenant in request.Headers.TryGet("x-tenant", out var name) ? SuccessEff(name) : Error.Unauthorized("NO_TENANT", "say which tenant you are")
        from reply in local(env => env.With(Tenant, tenant), next(request))
        select reply;
    // docs:end

    // docs:begin time
    [Fact]
    public void A_call_past_its_deadline_is_cut_at_the_deadline()
    {
        Handler slow = _ => yieldFor(1.Hours) >> SuccessEff(new Reply("late"));
        var (end, at) = time.Run((Deadline(2.Seconds) >> slow)(new Request("/x.Y/Z", "hi")));
        Assert.Equal(Error.TimedOut, end.Error);
        Assert.Equal(2.Seconds, at);
    }
    // docs:end

    [Fact]
    public void Orders_are_closed_one_after_the_other()
    {
        var (end, at) = time.Run(CloseAll([1, 2, 3]));
        Assert.Equal((3, 3.Seconds), (end.Value, at));
        Assert.Equal("ORDER_NOT_FOUND", time.Run(CloseAll([1, 0])).Error.Reason);
    }

    [Fact]
    public void The_tenant_reaches_the_handler()
    {
        Handler who = _ => ask(Tenant).Map(tenant => new Reply(tenant));
        var request = new Request("/x.Y/Z", "hi");
        Assert.Equal("NO_TENANT", time.Run((Tenancy() >> who)(request)).Error.Reason);
        Assert.Equal("acme", time.Run((Tenancy() >> who)(request with { Headers = Headers.Empty.Add("X-Tenant", "acme") })).Value.Message);
    }
}
