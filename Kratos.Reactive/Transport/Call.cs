using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Kratos.Reactive;

/// <summary>The call that is being answered: what a handler may want to know of its transport, and the header fields that go back. Read it with <c>currentCall</c>.</summary>
public sealed class Call
{
    internal static readonly EnvKey<Call> Key = new("the current call");

    Fields fields = Fields.Unset;
    Exception? told;

    /// <summary>Outside a call: no transport, no operation, nothing to send back to.</summary>
    public static Call None { get; } = new() { fields = Fields.SentUnset };

    /// <summary>The transport: <c>http</c> or <c>grpc</c>; empty outside a call.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The endpoint of the server that was called, if there is one.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The method called.</summary>
    public Operation Operation { get; init; } = "";

    /// <summary>The caller's header fields.</summary>
    public Headers RequestHeaders { get; init; } = Headers.Empty;

    /// <summary>Who called, as the socket says.</summary>
    public EndPoint? Peer { get; init; }

    /// <summary>The certificate that the caller proved to have; null when it was not asked for one, or showed none. Not to be disposed: it is the connection's.</summary>
    public X509Certificate2? PeerCertificate { get; init; }

    /// <summary>Fires when the server begins to stop, which goes on until the calls that are open have ended, or the time for that is over. A stream that would go on for long ends itself then:
    /// <c>source.UntilCancelled(call.Stopping)</c>. A call that ends soon anyway does not look at it.</summary>
    public CancellationToken Stopping { get; init; }

    /// <summary>Whether the message that was read last came compressed, each message by itself as gRPC has it.</summary>
    public bool IsMessageCompressed => Messages?.IsCompressed ?? false;

    internal IMessageSource? Messages { get; init; }

    /// <summary>The header fields set so far for the reply.</summary>
    public Headers ReplyHeaders => Volatile.Read(ref fields).Before;

    /// <summary>The fields set so far that follow the reply.</summary>
    public Headers ReplyTrailers => Volatile.Read(ref fields).After;

    /// <summary>Sets a header field of the reply, in place of one of the same name. It fails (500 <c>HEADERS_SENT</c>) once the headers have gone out: with the first message of a stream, or outside a call.</summary>
    public Eff<Unit> SetHeader(string name, string value) => liftEff<Unit>(_ => Change(fields => fields with { Before = fields.Before.Set(name, value) }, unlessSent: true)
        ? Unit.Default
        : Error.Internal("HEADERS_SENT", $"the header field '{name}' comes too late: the headers of {Operation} have gone out, or there is no call"));

    /// <summary>The status over HTTP set so far for the reply; null for none.</summary>
    public int? ReplyStatus => Volatile.Read(ref fields).Status;

    /// <summary>Sets the status over HTTP of the reply, if it is a good one: <c>call.SetStatus(201)</c>. See <see cref="Reply.Status"/>, which has the last word. It fails (500 <c>HEADERS_SENT</c>) as <see cref="SetHeader"/> does.</summary>
    public Eff<Unit> SetStatus(int status) => liftEff<Unit>(_ => Change(fields => fields with { Status = status }, unlessSent: true)
        ? Unit.Default
        : Error.Internal("HEADERS_SENT", $"the status {status} comes too late: the headers of {Operation} have gone out, or there is no call"));

    /// <summary>Sets a field that follows the reply. It fails (500 <c>NO_CALL</c>) outside a call.</summary>
    public Eff<Unit> SetTrailer(string name, string value) => liftEff<Unit>(_ => this != None && Change(fields => fields with { After = fields.After.Set(name, value) }, unlessSent: false)
        ? Unit.Default
        : Error.Internal("NO_CALL", $"the trailer field '{name}' goes nowhere: there is no call"));

    /// <summary>A log was given this cause of a failure of the call: its transport has nothing to add.</summary>
    internal void Tell(Exception cause) => Volatile.Write(ref told, cause);

    /// <summary>Whether a log was given this cause.</summary>
    internal bool HasTold(Exception cause) => ReferenceEquals(Volatile.Read(ref told), cause);

    /// <summary>What a transport says when it sends the headers: later ones are refused.</summary>
    internal Headers Freeze(out Headers trailers)
    {
        var before = Volatile.Read(ref fields);
        while (!before.Sent)
        {
            var frozen = ReferenceEquals(before, Fields.Unset) ? Fields.SentUnset : before with { Sent = true };
            var seen = Interlocked.CompareExchange(ref fields, frozen, before);
            before = ReferenceEquals(seen, before) ? frozen : seen;
        }

        trailers = before.After;
        return before.Before;
    }

    bool Change(Func<Fields, Fields> change, bool unlessSent)
    {
        while (true)
        {
            var before = Volatile.Read(ref fields);
            if (unlessSent && before.Sent) return false;
            if (ReferenceEquals(Interlocked.CompareExchange(ref fields, change(before), before), before)) return true;
        }
    }

    sealed record Fields(Headers Before, Headers After, int? Status, bool Sent)
    {
        internal static readonly Fields Unset = new(Headers.Empty, Headers.Empty, null, false);
        internal static readonly Fields SentUnset = Unset with { Sent = true };
    }
}
