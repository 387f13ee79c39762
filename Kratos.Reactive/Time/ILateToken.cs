namespace Kratos.Reactive;

/// <summary>A token that is made when somebody asks for it. Most work never does, and its run asks only whether it fired.</summary>
interface ILateToken
{
    /// <summary>Whether it fired, or would have.</summary>
    bool IsFired { get; }

    /// <summary>The token: the same each time.</summary>
    CancellationToken Token { get; }
}
