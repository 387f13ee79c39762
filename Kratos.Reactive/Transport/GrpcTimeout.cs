using System.Globalization;

namespace Kratos.Reactive;

/// <summary>The header field <c>grpc-timeout</c>: one to eight digits and a unit. Source: grpc/grpc doc/PROTOCOL-HTTP2.md.</summary>
static class GrpcTimeout
{
    internal const string Name = "grpc-timeout";

    const int MostDigits = 8;
    const long Most = 99_999_999;

    /// <summary>False for anything else than the wire format allows. A part of a tick (100 ns) counts as one, so that a wait that is not zero stays so.</summary>
    internal static bool TryRead(string text, out TimeSpan timeout)
    {
        timeout = default;
        if (text.Length is < 2 or > MostDigits + 1 || TicksOf(text[^1]) is not { } unit) return false;
        if (!long.TryParse(text.AsSpan(..^1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        timeout = new TimeSpan(unit > 0 ? number * unit : Up(number, -unit));      // 99,999,999 hours are 3.6e18 ticks: they fit
        return true;
    }

    /// <summary>In the finest unit that takes it, rounded up; what is not more than zero is the shortest wait there is.</summary>
    internal static string Write(TimeSpan timeout)
    {
        if (timeout <= TimeSpan.Zero) return "1n";
        var ticks = timeout.Ticks;
        if (ticks <= Most / 100) return $"{ticks * 100}n";
        foreach (var (unit, name) in Units)
            if (Up(ticks, unit) is <= Most and var number) return string.Create(CultureInfo.InvariantCulture, $"{number}{name}");

        return $"{Most}H";
    }

    static (long Ticks, char Name)[] Units { get; } =
        [(TimeSpan.TicksPerMicrosecond, 'u'), (TimeSpan.TicksPerMillisecond, 'm'), (TimeSpan.TicksPerSecond, 'S'), (TimeSpan.TicksPerMinute, 'M'), (TimeSpan.TicksPerHour, 'H')];

    // A negative number: so many of the unit make one tick.
    static long? TicksOf(char unit) => unit switch
    {
        'H' => TimeSpan.TicksPerHour,
        'M' => TimeSpan.TicksPerMinute,
        'S' => TimeSpan.TicksPerSecond,
        'm' => TimeSpan.TicksPerMillisecond,
        'u' => TimeSpan.TicksPerMicrosecond,
        'n' => -TimeSpan.NanosecondsPerTick,
        _ => null,
    };

    static long Up(long number, long by) => (number / by) + (number % by > 0 ? 1 : 0);
}
