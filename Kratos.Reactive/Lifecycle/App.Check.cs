namespace Kratos.Reactive;

public sealed partial record App
{
    /// <summary>Whether the settings make sense; a failure (500 <c>APP_INVALID</c>) says which does not. A run begins with it.</summary>
    public Fin<Unit> Check()
    {
        if (RegistrarTimeout <= TimeSpan.Zero && RegistrarTimeout != Timeout.InfiniteTimeSpan) return Invalid(nameof(RegistrarTimeout), RegistrarTimeout, "more than zero, or infinite");
        if (StopTimeout < TimeSpan.Zero && StopTimeout != Timeout.InfiniteTimeSpan) return Invalid(nameof(StopTimeout), StopTimeout, "zero (by force at once) or more, or infinite");
        if (DrainDelay < TimeSpan.Zero) return Invalid(nameof(DrainDelay), DrainDelay, "zero or more");
        if (Servers.GroupBy(static server => server.Name).FirstOrDefault(static same => same.Count() > 1) is { } same)
            return Error.Internal("APP_INVALID", $"{Name}: two servers are called '{same.Key}'");
        return Unit.Default;
    }

    Error Invalid(string field, TimeSpan value, string rule) => Error.Internal("APP_INVALID", $"{Name}: {field} is {value}; it must be {rule}");
}
