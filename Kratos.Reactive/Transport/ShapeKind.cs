namespace Kratos.Reactive;

/// <summary>The kinds of value that JSON has, as a <see cref="Shape"/> tells them apart.</summary>
public enum ShapeKind
{
    /// <summary>Nobody knows: whatever is there.</summary>
    Any,

    /// <summary>A text, or what JSON has as a text: a time, bytes.</summary>
    Text,

    /// <summary>Another single value: a number, true or false, a name of an enum.</summary>
    Single,

    /// <summary>A list.</summary>
    List,

    /// <summary>An object with names of the caller's.</summary>
    Map,

    /// <summary>An object with members that are known.</summary>
    Object,
}
