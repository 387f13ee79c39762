namespace Kratos.Reactive;

/// <summary>How it stands with one instance that this process announces.</summary>
/// <param name="Instance">What is announced.</param>
/// <param name="State">How it stands.</param>
public sealed record Registration(ServiceInstance Instance, RegistrationState State)
{
    /// <summary>What went wrong, where something did: why it was lost, why it could not be announced.</summary>
    public Error? Why { get; init; }

    internal (string Name, string Id) Key => (Instance.Name, Instance.Id);
}
