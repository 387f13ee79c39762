namespace Kratos.Reactive;

/// <summary>What lies between a list and the one before it.</summary>
enum Gap
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The store could not be reached for a while, or stood still: leases may have run out that nobody could renew.</summary>
    Interrupted,

    /// <summary>The store was set up anew, or an older one took its place: it may have forgotten those that run.</summary>
    Anew,
}
