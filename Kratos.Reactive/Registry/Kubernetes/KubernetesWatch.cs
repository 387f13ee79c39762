namespace Kratos.Reactive.Kubernetes;

/// <summary>One subscription to one service: a list, then watch after watch from where the last one ended; and when that is interrupted, the same again.</summary>
sealed class KubernetesWatch(KubernetesApi api, KubernetesOptions options, string service, Env env)
{
    // A watch that ends at once is not begun again at once.
    static readonly TimeSpan spacing = TimeSpan.FromSeconds(1);

    readonly WatchTries tries = new(service, options.Settings, env);
    bool stood;     // since the last list

    internal static IObservable<IReadOnlyList<ServiceInstance>> Of(KubernetesApi api, KubernetesOptions options, string service, Env env) => new Newest<IReadOnlyList<ServiceInstance>>(
        Observable.Create<ValueList<ServiceInstance>>(observer => new KubernetesWatch(api, options, service, env).Follow(observer.OnNext).ToObservable(env).Subscribe(static _ => { }, observer.OnError)), env)
        .DistinctUntilChanged();

    async Eff<Unit> Follow(Action<ValueList<ServiceInstance>> tell)
    {
        var told = false;
        while (true)
        {
            var end = await Once(list =>
            {
                told = true;
                tell(list);
            }).Try();
            if (!told && !RegistryFaults.MayHeal(end.Error)) await FailEff<Unit>(end.Error);
            // What came after the list is forgotten: that is no fault, unless it happens again and again.
            if (end.Error.Code == 410 && stood) continue;
            await yieldFor(tries.Failed(end.Error));
        }
    }

    async Eff<Unit> Once(Action<ValueList<ServiceInstance>> tell)
    {
        stood = false;
        var view = await api.List(service);
        tell(view.Instances);
        while (true)
        {
            var begun = env.Time.GetTimestamp();
            view = await api.Watch(view, tries.Well, after => Told(after, tell));
            stood = true;
            var took = env.Time.GetElapsedTime(begun);
            await yieldFor(took < spacing ? spacing - took : TimeSpan.Zero);
        }
    }

    void Told(KubernetesView view, Action<ValueList<ServiceInstance>> tell)
    {
        stood = true;
        tell(view.Instances);
    }
}
