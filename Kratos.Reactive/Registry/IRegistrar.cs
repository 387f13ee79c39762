namespace Kratos.Reactive;

/// <summary>Announces running copies of a service, and takes them back.</summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>law</term><description>what holds</description></listheader>
/// <item><term>idempotent</term><description>Registering what is registered changes nothing; the same name and id with other data replaces it.</description></item>
/// <item><term>by name and id</term><description>The same id under two names are two instances. What else an instance says takes no part in finding it.</description></item>
/// <item><term>harmless</term><description>Deregistering what was never registered, or whose registering failed, succeeds.</description></item>
/// <item><term>refused</term><description>An instance without a name or an id, or with an endpoint that is not one, is 400 <c>INSTANCE_INVALID</c> and changes nothing.</description></item>
/// <item><term>kept</term><description>A registry with leases takes a lost one again, for as long as the instance is registered.</description></item>
/// </list>
/// </remarks>
public interface IRegistrar
{
    /// <summary>Announces the instance. It stays announced until it is deregistered.</summary>
    Eff<Unit> Register(ServiceInstance instance);

    /// <summary>Takes back the instance with this name and id.</summary>
    Eff<Unit> Deregister(ServiceInstance instance);
}
