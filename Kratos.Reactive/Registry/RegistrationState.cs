namespace Kratos.Reactive;

/// <summary>How it stands with one instance that this process announces.</summary>
public enum RegistrationState
{
    /// <summary>It is being announced for the first time.</summary>
    Registering,

    /// <summary>It is announced, as far as anybody here knows.</summary>
    Registered,

    /// <summary>The registry no longer has it, or must be presumed not to. It is being announced again.</summary>
    Lost,

    /// <summary>It was taken back, or could not be announced.</summary>
    Deregistered,
}
