namespace Kratos.Reactive;

/// <summary>The full name of a method: <c>/package.Service/Method</c>. What middleware selects by, whatever the transport.</summary>
public readonly record struct Operation(string Name)
{
    /// <summary>A text is the operation of that name.</summary>
    public static implicit operator Operation(string name) => new(name);

    /// <summary>The service's part: <c>package.Service</c>; empty when the name has another shape.</summary>
    public string Service => Slash is > 0 and var at ? Name[1..at] : "";

    /// <summary>The method's part: <c>Method</c>; empty when the name has another shape.</summary>
    public string Method => Slash is > 0 and var at ? Name[(at + 1)..] : "";

    /// <summary>The name.</summary>
    public override string ToString() => Name ?? "";

    int Slash => Name is ['/', ..] ? Name.LastIndexOf('/') : -1;
}
