namespace Kratos.Reactive;

/// <summary>What a client of a fleet is made of.</summary>
/// <param name="Service">The service that is called.</param>
/// <param name="Schemes">By which endpoints its nodes are called.</param>
/// <param name="At">A client of one node.</param>
/// <param name="Options">The settings.</param>
/// <param name="Terms">What a call asks for itself.</param>
/// <param name="Env">The environment of whoever acquired it, without an end.</param>
sealed record FleetPlan(string Service, IReadOnlyList<string> Schemes, Func<Node, Resource<Client>> At, FleetOptions Options, Func<Env, FleetTerms> Terms, Env Env)
{
    internal long Now => Env.Time.GetUtcNow().UtcTicks;
}

/// <summary>What a call asks for itself: whether it waits for a node, and how long it may take in all.</summary>
readonly record struct FleetTerms(WhenDown WhenDown, TimeSpan Timeout);
