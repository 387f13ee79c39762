using Microsoft.Extensions.Logging;

namespace Kratos.Reactive;

/// <summary>What a balancer logs.</summary>
static partial class BalancingLog
{
    [LoggerMessage(70, LogLevel.Warning, "{Node} is left out for {Length}, because calls to it fail: {Why}")]
    internal static partial void LeftOut(ILogger log, Node node, TimeSpan length, Error why);

    [LoggerMessage(71, LogLevel.Information, "{Node} is back: it answers")]
    internal static partial void Back(ILogger log, Node node);

    [LoggerMessage(72, LogLevel.Warning, "{Fault}")]
    internal static partial void WeightInvalid(ILogger log, Error fault);
}
