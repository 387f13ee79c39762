using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Kratos.Reactive.Tests;

/// <summary>Keeps what is logged.</summary>
sealed class CapturedLog : ILogger, ILoggerProvider
{
    readonly ConcurrentQueue<(LogLevel Level, string Text, Exception? Cause)> lines = new();

    internal IReadOnlyList<(LogLevel Level, string Text, Exception? Cause)> Lines => [.. lines];

    internal IReadOnlyList<string> At(LogLevel level) => [.. lines.Where(line => line.Level == level).Select(line => line.Text)];

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        lines.Enqueue((logLevel, formatter(state, exception), exception));

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose() { }
}
