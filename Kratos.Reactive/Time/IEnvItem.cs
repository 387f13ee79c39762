namespace Kratos.Reactive;

/// <summary>One thing that an environment carries, and those that were there before.</summary>
interface IEnvItem
{
    object Key { get; }

    IEnvItem? Next { get; }
}

/// <summary>The value may be made when somebody looks for it: the same each time.</summary>
interface IEnvItem<A> : IEnvItem
{
    A Value { get; }
}
