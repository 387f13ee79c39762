using Kratos.Reactive.Protos.Etcd.V3;

namespace Kratos.Reactive.Etcd;

/// <summary>What says who is asking, one for all endpoints. It is fetched when it is first needed, and again when etcd no longer takes it.</summary>
sealed class EtcdToken(EtcdUser? user)
{
    const string NotEnabled = "etcdserver: authentication is not enabled";

    // Source: etcd api/v3rpc/rpctypes/error.go. The text is all that tells these from other mistakes of a caller.
    static readonly string[] refusals = ["etcdserver: user name is empty", "etcdserver: revision of auth store is old"];

    readonly SemaphoreSlim renewing = new(1);      // a password costs etcd a tenth of a second: one call asks for all
    string? token;      // null: not fetched; empty: etcd asks for none

    internal Headers AddTo(Headers headers) => Volatile.Read(ref token) is { Length: > 0 } present ? headers.Add("token", present) : headers;

    /// <summary>The call, with a token; once more with a new one when the first is refused.</summary>
    internal Eff<A> For<A>(EtcdNode node, Func<EtcdNode, Eff<A>> call)
    {
        if (user is null) return call(node);
        return
            from used in Present(node)
            from a in call(node) | @catch(IsRefused, (Error _) => Renewed(node, used).Bind(_ => call(node)))
            select a;
    }

    Eff<string> Present(EtcdNode node) => unitEff.Bind(_ => Volatile.Read(ref token) is { } present ? SuccessEff(present) : Renewed(node, null));

    Eff<string> Renewed(EtcdNode node, string? used) => Resource
        .Make(liftEff(env => renewing.WaitAsync(env.Token)), _ => liftEff(() => { renewing.Release(); }))
        .Use(_ => Fetched(node, used));

    // Another call may have renewed it meanwhile.
    Eff<string> Fetched(EtcdNode node, string? used) => unitEff.Bind(_ => Volatile.Read(ref token) is { } present && present != used
        ? SuccessEff(present)
        : (node.Users.Authenticate(new AuthenticateRequest { Name = user!.Name, Password = user.Password }).Map(static answer => answer.Token)
            | @catch(static error => error.Message == NotEnabled, static (Error _) => SuccessEff("")))
            .Map(fresh =>
            {
                Volatile.Write(ref token, fresh);
                return fresh;
            }));

    static bool IsRefused(Error error) => error.Code == 401 || (error.Code == 400 && refusals.Contains(error.Message));
}
