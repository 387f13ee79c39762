namespace Kratos.Reactive;

/// <summary>What becomes of a value that comes while an effect runs.</summary>
enum WhenBusy
{
    /// <summary>It waits.</summary>
    Wait,

    /// <summary>It takes the place of the one that runs.</summary>
    Replace,

    /// <summary>It is passed over.</summary>
    Pass,
}
