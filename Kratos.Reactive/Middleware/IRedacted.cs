namespace Kratos.Reactive;

/// <summary>A message, or a part of one at any depth, that says itself how it is shown in a log.</summary>
/// <remarks>Source: Go Kratos <c>logging.Redacter</c>.</remarks>
public interface IRedacted
{
    /// <summary>The text to show: without what is secret.</summary>
    string Redact();
}
