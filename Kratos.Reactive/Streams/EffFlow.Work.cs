namespace Kratos.Reactive;

// The effects that run.
sealed partial class EffFlow<A, B>
{
    void Start()
    {
        Work work;
        bool opened;
        lock (gate)
        {
            if (over || failure is not null || !waiting.TryTake(out var value, out opened)) return;
            running++;
            work = new(this, value, busy == WhenBusy.Replace ? CancellationTokenSource.CreateLinkedTokenSource(stop.Token) : null);
            newest = work;
        }

        if (opened) waiting.Open();
        work.Begin();
    }

    void Ended(Work work, Fin<B> end)
    {
        bool idle;
        lock (gate)
        {
            running--;
            if (ReferenceEquals(newest, work)) newest = null;
            idle = over && running == 0;
            if (end.IsSucc && !over && failure is null && !work.Replaced) ready.Enqueue(end.Succeeded);
        }

        if (idle) stop.Dispose();
        if (end.IsFail && !(work.Replaced && end.Failed.Is(Error.Cancelled))) Fail(end.Failed);
        else Move();
    }

    sealed class Work(EffFlow<A, B> flow, A value, CancellationTokenSource? stop)
    {
        ValueTask<Fin<B>> run;

        internal CancellationTokenSource? Stop => stop;

        internal bool Replaced { get; set; }

        internal void Begin()
        {
            run = SuccessEff(value).Bind(flow.f).RunAsync(stop is null ? flow.inside : flow.inside.With(stop.Token));
            if (run.IsCompleted) End();
            else run.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(End);
        }

        void End()
        {
            stop?.Dispose();
            flow.Ended(this, run.GetAwaiter().GetResult());
        }
    }
}
