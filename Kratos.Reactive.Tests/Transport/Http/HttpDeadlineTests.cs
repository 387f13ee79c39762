using System.Net;

namespace Kratos.Reactive.Tests;

public sealed class HttpDeadlineTests
{
    [Fact]
    public async Task A_call_ends_with_504_at_its_deadline_and_not_before()
    {
        var clock = new CountingClock();
        var service = new Service("x.Slow").Unary<Unit, Unit>("Hang", _ => yieldFor(TimeSpan.FromHours(1)), HttpRule.Get("/hang"));
        await using var server = await Serving.Start(Server.Http("http://127.0.0.1:0", HttpOptions.Default with { Timeout = TimeSpan.FromSeconds(2) }, service), Env.On(clock));
        var reply = server.Client.GetAsync("/hang", TestContext.Current.CancellationToken);
        await Eventually.True(() => clock.Waits == 2, "the handler and its deadline to wait");
        clock.AdvanceBy(TimeSpan.FromSeconds(2) - TimeSpan.FromTicks(1));
        Assert.Equal(0, clock.Ran);
        clock.AdvanceBy(TimeSpan.FromTicks(1));
        Assert.Equal(1, clock.Ran);
        Assert.Equal(HttpStatusCode.GatewayTimeout, (await reply).StatusCode);
    }

    [Theory]
    [InlineData("500m", 500)]
    [InlineData("1M", 2000)]
    [InlineData("soon", 2000)]
    [InlineData("", 2000)]
    public async Task A_caller_that_waits_for_less_is_given_that(string told, int given)
    {
        var time = new VirtualTime();
        var service = new Service("x.Left").Unary<Unit, double>("Left", _ => envEff.Map(static env => env.Deadline.Match(due => (due - env.Time.GetUtcNow()).TotalMilliseconds, static () => -1)), HttpRule.Get("/left"));
        await using var server = await Serving.Start(Server.Http("http://127.0.0.1:0", HttpOptions.Default with { Timeout = TimeSpan.FromSeconds(2) }, service), time.Env);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/left");
        request.Headers.TryAddWithoutValidation("grpc-timeout", told);
        using var reply = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal($"{given}", await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    sealed class CountingClock : HistoricalScheduler
    {
        int waits;

        internal int Waits => Volatile.Read(ref waits);

        internal int Ran { get; private set; }

        public override IDisposable ScheduleAbsolute<TState>(TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action)
        {
            var scheduled = base.ScheduleAbsolute(state, dueTime, (scheduler, given) =>
            {
                Ran++;
                return action(scheduler, given);
            });
            Interlocked.Increment(ref waits);
            return scheduled;
        }
    }
}
