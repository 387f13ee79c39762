namespace Kratos.Reactive;

/// <summary>What becomes of a name that no field of a message has.</summary>
public enum UnknownFields
{
    /// <summary>It is left alone: a caller may be newer than the server.</summary>
    Ignored,

    /// <summary>It is refused: 400 <c>CODEC</c>, with the name.</summary>
    Refused,
}
