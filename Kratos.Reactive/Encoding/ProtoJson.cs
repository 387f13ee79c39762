namespace Kratos.Reactive;

/// <summary>How messages of protobuf are written and read as JSON, beyond what the canonical form says.</summary>
public sealed record ProtoJson
{
    /// <summary>Which fields without presence are written; those that are not their type's default, unless set.</summary>
    public ProtoDefaults Defaults { get; init; }

    /// <summary>How fields are called when they are written; in lowerCamelCase (or their <c>json_name</c>), unless set. Both names are read.</summary>
    public ProtoNames Names { get; init; }

    /// <summary>What becomes of a name that no field has, in a body or a query; it is left alone, unless set.</summary>
    public UnknownFields Unknown { get; init; }
}
