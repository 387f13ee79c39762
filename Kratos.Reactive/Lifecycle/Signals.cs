using System.Runtime.InteropServices;

namespace Kratos.Reactive;

/// <summary>What the operating system tells a process.</summary>
public static class Signals
{
    /// <summary>SIGTERM, SIGINT (Ctrl-C) and SIGQUIT, one element each time. While somebody is subscribed these signals do not end the process.</summary>
    public static IObservable<PosixSignal> Shutdown { get; } = Of(PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT);

    /// <summary>The signals given, one element each time. While somebody is subscribed they do not do what they do by default.</summary>
    public static IObservable<PosixSignal> Of(params IReadOnlyList<PosixSignal> signals) => Observable.Create<PosixSignal>(observer =>
    {
        var held = signals.Select(signal => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            observer.OnNext(context.Signal);
        })).ToArray();
        return Disposable.Create(held, static held =>
        {
            foreach (var one in held) one.Dispose();
        });
    }).Synchronize();
}
