namespace Kratos.Reactive;

/// <summary>What becomes of a field without presence that has its type's default: 0, false, an empty text, list or map.</summary>
public enum ProtoDefaults
{
    /// <summary>It is left out.</summary>
    Omitted,

    /// <summary>It is written.</summary>
    Written,
}
