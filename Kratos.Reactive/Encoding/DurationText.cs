using System.Buffers;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;

namespace Kratos.Reactive;

/// <summary>Spans of time: seconds in JSON (<c>3.5s</c>), and in a query also as Go has them (<c>1h2m</c>). At most about 10,000 years either way.</summary>
static class DurationText
{
    const long Most = 315_576_000_000;
    const decimal Nano = 1_000_000_000;
    const int MostDigits = 22;

    static readonly SearchValues<char> inAmounts = SearchValues.Create("0123456789.");

    internal static string Of(Duration span) =>
        span.Seconds is >= -Most and <= Most && span.Nanos is > -1_000_000_000 and < 1_000_000_000 && (long)Math.Sign(span.Seconds) * span.Nanos >= 0
            ? $"{(span.Seconds < 0 || span.Nanos < 0 ? "-" : "")}{Math.Abs(span.Seconds)}{TimestampText.Fraction(Math.Abs(span.Nanos))}s"
            : throw new InvalidOperationException($"{span.Seconds} s and {span.Nanos} ns is no span of time");

    /// <summary>As Go writes one: <c>1h2m3.5s</c>, and in the largest unit that fits what is less than a second: <c>250ms</c>.</summary>
    internal static string ToGo(Duration span)
    {
        _ = Of(span);       // what is none is refused alike
        var (seconds, nanos) = (Math.Abs(span.Seconds), Math.Abs(span.Nanos));
        var sign = span.Seconds < 0 || span.Nanos < 0 ? "-" : "";
        var (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
        return (seconds, nanos) switch
        {
            (0, 0) => "0s",
            (0, < 1_000) => $"{sign}{nanos}ns",
            (0, < 1_000_000) => $"{sign}{Amount(nanos, 1_000)}µs",
            (0, _) => $"{sign}{Amount(nanos, 1_000_000)}ms",
            _ => $"{sign}{(hours > 0 ? $"{hours}h" : "")}{(seconds >= 60 ? $"{minutes}m" : "")}{Amount((seconds % 60 * Nano) + nanos, Nano)}s",
        };
    }

    internal static bool TryParse(string text, out Duration span)
    {
        var digits = text.AsSpan(text is ['-', ..] ? 1 : 0);
        var good = digits is [>= '0' and <= '9', .., 's'] && digits[..^1].IndexOf('.') is var dot && (dot < 0 || (digits.Length - dot - 2) is > 0 and <= 9);
        span = new Duration();
        return good && digits[..^1].IndexOfAnyExcept(inAmounts) < 0 && TrySum(text, out span);
    }

    /// <summary>The same, and Go's, and <c>null</c> is no span.</summary>
    internal static bool TryGiven(string text, out Duration? span)
    {
        span = null;
        return text == "null" || TrySum(text, out span);
    }

    static string Amount(decimal nanos, decimal unit) => (nanos / unit).ToString("0.#########", CultureInfo.InvariantCulture);

    static bool TrySum(string text, out Duration span)
    {
        span = new Duration();
        var rest = text.AsSpan(text is ['-' or '+', ..] ? 1 : 0);
        var sum = 0m;
        if (rest is not "0")
            do
            {
                var length = rest.IndexOfAnyExcept(inAmounts);
                if (length is < 1 or > MostDigits || !decimal.TryParse(rest[..length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)) return false;
                rest = rest[length..];
                var end = rest.IndexOfAnyInRange('.', '9');
                var unit = end < 0 ? rest : rest[..end];
                if (unit switch { "h" => 3600 * Nano, "m" => 60 * Nano, "s" => Nano, "ms" => 1_000_000, "us" or "µs" or "μs" => 1_000, "ns" => 1m, _ => 0m } is not (> 0 and var size)) return false;
                if (amount >= Most + 1 || (sum += amount * size) >= (Most + 1) * Nano) return false;
                rest = rest[unit.Length..];
            }
            while (!rest.IsEmpty);

        sum = decimal.Truncate(text[0] == '-' ? -sum : sum);
        span.Seconds = (long)decimal.Truncate(sum / Nano);
        span.Nanos = (int)(sum % Nano);
        return true;
    }
}
