namespace Kratos.Reactive.Etcd;

/// <summary>Who etcd is told is asking. The password is never shown.</summary>
/// <param name="Name">The name of the user.</param>
/// <param name="Password">Their password.</param>
public sealed record EtcdUser(string Name, string Password)
{
    /// <summary>The name.</summary>
    public override string ToString() => $"EtcdUser {{ Name = {Name} }}";
}
