namespace Kratos.Reactive.Tests;

public sealed class AsyncEffTests
{
    readonly VirtualTime time = new();
    readonly List<string> log = [];

    void Say(string what) => log.Add($"{time.Elapsed.TotalSeconds} {what}");

    [Fact]
    public void Calling_one_does_nothing_and_each_run_begins_at_the_beginning()
    {
        async Eff<int> Counts()
        {
            var sum = 0;
            Say("begun");
            for (var i = 1; i <= 3; i++)
            {
                await yieldFor(1.Seconds);
                sum += await SuccessEff(i);
            }

            return sum;
        }

        var one = Counts();
        Assert.Empty(log);
        for (var run = 0; run < 3; run++) Assert.Equal((6, 3.Seconds * (run + 1)), (time.Run(one).Value, time.Elapsed));
        Assert.Equal(["0 begun", "3 begun", "6 begun"], log);
    }

    [Fact]
    public async Task One_value_runs_a_hundred_times_in_parallel()
    {
        static async Eff<int> Slow()
        {
            var sum = 0;
            for (var i = 0; i < 50; i++)
            {
                await yieldFor(1.Milliseconds);
                await Task.Yield();
                sum += await SuccessEff(i);
            }

            return sum;
        }

        var one = Slow().Timeout(1.Hours).Retry(Schedule.Recurs(1));
        var all = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => one.RunAsync(TestContext.Current.CancellationToken).AsTask()));
        Assert.All(all, static end => Assert.Equal(1225, end.Value));
    }

    [Fact]
    public void The_arguments_are_those_of_the_call_in_every_run()
    {
        static async Eff<int> Down(int n)
        {
            while (n-- > 0) await unitEff;
            return n;
        }

        var one = Down(3);
        Assert.Equal((-1, -1), (time.Run(one).Value, time.Run(one).Value));
    }

    [Fact]
    public void A_failure_is_thrown_inside_and_is_the_same_failure_outside()
    {
        var error = Error.Conflict("X", "x").WithMetadata("k", "v");
        async Eff<int> Fails()
        {
            try
            {
                return await FailEff<int>(error);
            }
            catch (ErrorException e) when (e.Error.Reason == "X")
            {
                Say("seen");
                throw;
            }
        }

        Assert.Equal(error, time.Run(Fails()).Error);
        Assert.Equal(["0 seen"], log);
    }

    [Fact]
    public void What_it_throws_is_a_failure_with_that_cause()
    {
        var thrown = new IOException("disk");
        async Eff<int> Throws()
        {
            await yieldFor(1.Seconds);
            throw thrown;
        }

        Assert.Same(thrown, time.Run(Throws()).Error.Cause);
    }

    [Fact]
    public void A_failure_may_be_caught_and_another_effect_awaited_in_the_handler()
    {
        async Eff<int> Handles()
        {
            try
            {
                return await FailEff<int>(Error.Conflict("X", ""));
            }
            catch (ErrorException)
            {
                await yieldFor(2.Seconds);
                return 7;
            }
        }

        var end = time.Run(Handles());
        Assert.Equal((7, 2.Seconds), (end.Value, end.At));
    }

    [Fact]
    public void The_finally_blocks_of_a_cancelled_method_run_from_the_inside_out()
    {
        async Eff<int> Inner()
        {
            try
            {
                await yieldFor(1.Hours);
                return 1;
            }
            finally
            {
                Say("inner");
            }
        }

        async Eff<int> Outer()
        {
            try
            {
                return await Inner();
            }
            finally
            {
                await uninterruptible(local(env => env.With(CancellationToken.None), yieldFor(2.Seconds)));
                Say("outer");
            }
        }

        using var stop = new CancellationTokenSource(3.Seconds, time.Env.Time);
        var end = time.Run(Outer(), time.Env.With(stop.Token));
        Assert.Equal((Error.Cancelled, 5.Seconds), (end.Error, end.At));
        Assert.Equal(["3 inner", "5 outer"], log);
    }

    [Fact]
    public void One_that_is_told_between_two_awaits_runs_its_finally_blocks_and_swallowing_it_is_of_no_use()
    {
        using var stop = new CancellationTokenSource();
        async Eff<int> Deaf()
        {
            try
            {
                stop.Cancel();
                await unitEff;
                Say("never");
            }
            catch (ErrorException)
            {
                Say("swallowed");
            }

            return 1;
        }

        Assert.Equal(Error.Cancelled, time.Run(Deaf(), time.Env.With(stop.Token)).Error);
        Assert.Equal(["0 swallowed"], log);
    }

    [Fact]
    public void What_it_throws_while_it_is_cancelled_is_kept()
    {
        async Eff<int> Throws()
        {
            try
            {
                await yieldFor(1.Hours);
                return 1;
            }
            catch (ErrorException)
            {
                throw new ErrorException(Error.Internal("CLEANUP", ""));
            }
        }

        using var stop = new CancellationTokenSource(3.Seconds, time.Env.Time);
        Assert.Equal("CLEANUP", time.Run(Throws(), time.Env.With(stop.Token)).Error.Reason);
    }

    [Fact]
    public void Using_disposes_and_loops_and_tasks_are_what_they_always_are()
    {
        async Eff<int> Uses()
        {
            var sum = 0;
            using var held = Disposable.Create(() => Say("disposed"));
            foreach (var n in (int[])[1, 2, 3])
            {
                if (n == 2) continue;
                await Task.Delay(1.Seconds, time.Env.Time);
                sum += await Task.FromResult(n);
            }

            await using var also = new Also(() => Say("disposed first"));
            return sum;
        }

        var end = time.Run(Uses());
        Assert.Equal((4, 2.Seconds), (end.Value, end.At));
        Assert.Equal(["2 disposed first", "2 disposed"], log);
    }

    [Fact]
    public void A_task_that_fails_or_is_cancelled_inside_is_thrown_as_itself()
    {
        static async Eff<string> Catches(Task task)
        {
            try
            {
                await task;
                return "";
            }
            catch (Exception e)
            {
                return e.GetType().Name;
            }
        }

        Assert.Equal("IOException", time.Run(Catches(Task.FromException(new IOException()))).Value);
        Assert.Equal("TaskCanceledException", time.Run(Catches(Task.FromCanceled(new CancellationToken(true)))).Value);
    }

    [Fact]
    public async Task Awaited_in_a_plain_task_it_says_what_to_do_instead()
    {
        static async Task<int> Plain() => await SuccessEff(1);
        static async Task<int> Later()
        {
            await Task.Yield();
            return await SuccessEff(1);
        }

        Assert.Equal("NOT_AN_EFF", (await Assert.ThrowsAsync<ErrorException>(Plain)).Error.Reason);
        Assert.Contains("RunAsync", (await Assert.ThrowsAsync<ErrorException>(Later)).Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plain_task_inside_one_does_not_borrow_its_run()
    {
        static async Task<int> Plain() => await SuccessEff(1);
        static async Eff<int> Method() => await Plain();
        Assert.Equal("NOT_AN_EFF", time.Run(Method()).Error.Reason);
    }

    [Fact]
    public void One_that_runs_another_to_its_end_inside_goes_on_as_itself()
    {
        async Eff<int> Inner()
        {
            await unitEff;
            return 1;
        }

        async Eff<int> Outer()
        {
            var inner = Inner().RunAsync(time.Env);
            var also = await inner;
            return also.Value + await SuccessEff(1);
        }

        Assert.Equal(2, time.Run(Outer()).Value);
    }

    sealed class Also(Action action) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            action();
            return default;
        }
    }
}
