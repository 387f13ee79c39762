namespace Kratos.Reactive;

/// <summary>A service, or a client, of many messages. <paramref name="opening"/> has the operation and the headers, before and without any message (its own is <c>Unit</c>).</summary>
/// <remarks>The next request message is read only after the last <c>OnNext</c> returned; every failure is an <see cref="ErrorException"/>; disposing tells the other side to stop.</remarks>
public delegate IObservable<object> StreamHandler(Request opening, IObservable<object> messages, Env env);
