using EtcdV3;
using Google.Protobuf;

namespace Kratos.Reactive.Tests;

/// <summary>Who looks after an etcd, and does to it what operators do. It speaks to one endpoint, and waits for it.</summary>
sealed class Operator : IAsyncDisposable
{
    static readonly GrpcClientOptions waiting = GrpcClientOptions.Default with
    {
        Reconnect = Schedule.Spaced(20.Milliseconds),
        Call = GrpcCallOptions.Default with { WhenDown = WhenDown.Wait, Timeout = 60.Seconds },
    };

    readonly Held<Client> held;
    readonly KVService keys;
    readonly LeaseService leases;
    readonly AuthService users;
    readonly MaintenanceService maintenance;

    Operator(Held<Client> held)
    {
        this.held = held;
        var client = held.Value;
        (keys, leases, users, maintenance) = (KVService.Over(client), LeaseService.Over(client), AuthService.Over(client), MaintenanceService.Over(client));
    }

    internal static async Task<Operator> At(string address, GrpcClientOptions? options = null) => new((await Client
        .Grpc(address, (options ?? GrpcClientOptions.Default) with { Reconnect = waiting.Reconnect, Call = waiting.Call }).Allocate.RunAsync(Env.System)).ThrowIfFail());

    internal async Task<KeyValue?> Find(string key) => (await Ask(keys.Range(new RangeRequest { Key = ByteString.CopyFromUtf8(key) }))).Kvs.SingleOrDefault();

    internal Task<PutResponse> Put(string key, string value) => Ask(keys.Put(new PutRequest { Key = ByteString.CopyFromUtf8(key), Value = ByteString.CopyFromUtf8(value) }));

    internal Task Delete(string key) => Ask(keys.DeleteRange(new DeleteRangeRequest { Key = ByteString.CopyFromUtf8(key) }));

    /// <summary>Forgets all changes so far.</summary>
    internal async Task Compact() => await Ask(keys.Compact(new CompactionRequest { Revision = (await Put("compacted", "")).Header.Revision }));

    /// <summary>Ends the lease that a key hangs on.</summary>
    internal async Task RevokeLeaseOf(string key) => await Ask(leases.LeaseRevoke(new LeaseRevokeRequest { ID = (await Find(key))!.Lease }));

    /// <summary>Whether the endpoint is that of the leader, as it sees it.</summary>
    internal async Task<bool> Leads()
    {
        var status = await Ask(maintenance.Status(new StatusRequest()));
        return status.Leader != 0 && status.Leader == status.Header.MemberId;
    }

    /// <summary>Lets in only <c>root</c>, and <paramref name="name"/> for what begins with <paramref name="prefix"/>.</summary>
    internal async Task DemandPasswords(string name, string password, string prefix)
    {
        await Ask(users.UserAdd(new AuthUserAddRequest { Name = "root", Password = "root" }));
        await Ask(users.RoleAdd(new AuthRoleAddRequest { Name = "root" }));
        await Ask(users.UserGrantRole(new AuthUserGrantRoleRequest { User = "root", Role = "root" }));
        await Ask(users.UserAdd(new AuthUserAddRequest { Name = name, Password = password }));
        await Ask(users.RoleAdd(new AuthRoleAddRequest { Name = "registry" }));
        var all = new Permission { PermType = Permission.Types.Type.Readwrite, Key = ByteString.CopyFromUtf8(prefix), RangeEnd = ByteString.CopyFromUtf8($"{prefix}\uffff") };
        await Ask(users.RoleGrantPermission(new AuthRoleGrantPermissionRequest { Name = "registry", Perm = all }));
        await Ask(users.UserGrantRole(new AuthUserGrantRoleRequest { User = name, Role = "registry" }));
        await Ask(users.AuthEnable(new AuthEnableRequest()));
    }

    public async ValueTask DisposeAsync() => (await held.Release.RunAsync(Env.System)).ThrowIfFail();

    static async Task<A> Ask<A>(Eff<A> call) => (await call.RunAsync(Env.System)).ThrowIfFail();
}
