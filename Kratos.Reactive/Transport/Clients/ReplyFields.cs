using System.Reactive.Subjects;

namespace Kratos.Reactive;

/// <summary>Where a call that goes out puts the header fields and the trailers that come back: for streams, and for calls that fail. (<see cref="Reply"/> has those of a unary call that ended well.)</summary>
/// <example><c>var fields = new ReplyFields(); client.Stream(opening, messages, env.With(ReplyFields.Key, fields))</c></example>
/// <remarks>One belongs to one call. When it is used for another, what came first is kept.</remarks>
public sealed class ReplyFields
{
    readonly AsyncSubject<Headers> headers = new();
    readonly AsyncSubject<Headers> trailers = new();

    /// <summary>Under this key of the environment a call looks for it.</summary>
    public static EnvKey<ReplyFields> Key { get; } = new("the fields of a reply");

    /// <summary>The header fields, once, when they are there: before the first message. Nothing but completion when the call ended without any. It replays.</summary>
    public IObservable<Headers> Headers => headers.AsObservable();

    /// <summary>The trailers, once, when the call has ended; nothing but completion when it ended without any. It replays.</summary>
    public IObservable<Headers> Trailers => trailers.AsObservable();

    /// <summary>Whether the message that was read last came compressed: with gRPC each is by itself.</summary>
    public bool IsMessageCompressed => Messages?.IsCompressed ?? false;

    internal IMessageSource? Messages { get; set; }

    internal void Came(Headers fields) => Set(headers, fields);

    internal void Ended(Headers fields)
    {
        headers.OnCompleted();
        Set(trailers, fields);
    }

    internal void Over()
    {
        headers.OnCompleted();
        trailers.OnCompleted();
    }

    static void Set(AsyncSubject<Headers> cell, Headers fields)
    {
        cell.OnNext(fields);
        cell.OnCompleted();
    }
}
