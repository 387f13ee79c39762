using System.Globalization;
using Google.Protobuf.WellKnownTypes;

namespace Kratos.Reactive;

/// <summary>Points in time as RFC 3339 has them: written in UTC with 0, 3, 6 or 9 digits behind the second, read with any zone and up to 9.</summary>
static class TimestampText
{
    const long First = -62135596800;        // 0001-01-01T00:00:00Z
    const long Last = 253402300799;         // 9999-12-31T23:59:59Z
    const string Second = "yyyy-MM-dd'T'HH:mm:ss";
    const int SecondLength = 19;
    const int NanoDigits = 9;

    internal static string Of(Timestamp time) => time.Seconds is >= First and <= Last && time.Nanos is >= 0 and < 1_000_000_000
        ? $"{DateTime.UnixEpoch.AddSeconds(time.Seconds).ToString(Second, CultureInfo.InvariantCulture)}{Fraction(time.Nanos)}Z"
        : throw new InvalidOperationException($"{time.Seconds} s and {time.Nanos} ns is no time from year 1 to 9999");

    internal static string Fraction(int nanos) => nanos == 0 ? ""
        : nanos % 1_000_000 == 0 ? $".{nanos / 1_000_000:000}"
        : nanos % 1_000 == 0 ? $".{nanos / 1_000:000000}"
        : $".{nanos:000000000}";

    /// <summary>The same, and <c>null</c> is no time.</summary>
    internal static bool TryGiven(string text, out Timestamp? time)
    {
        time = null;
        return text == "null" || TryParse(text, out time);
    }

    internal static bool TryParse(string text, out Timestamp time)
    {
        time = new Timestamp();
        if (text.Length <= SecondLength || !DateTime.TryParseExact(text.AsSpan(0, SecondLength), Second, CultureInfo.InvariantCulture, DateTimeStyles.None, out var second)) return false;
        var rest = text.AsSpan(SecondLength);
        var nanos = 0;
        if (rest[0] == '.')
        {
            var digits = rest[1..].IndexOfAnyExceptInRange('0', '9');
            if (digits is < 1 or > NanoDigits) return false;
            nanos = int.Parse(rest[1..(digits + 1)], NumberStyles.None, CultureInfo.InvariantCulture);
            for (var i = digits; i < NanoDigits; i++) nanos *= 10;
            rest = rest[(digits + 1)..];
        }

        if (!TryZone(rest, out var zone)) return false;
        var seconds = ((second - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond) - zone;
        time.Seconds = seconds;
        time.Nanos = nanos;
        return seconds is >= First and <= Last;
    }

    static bool TryZone(ReadOnlySpan<char> text, out int seconds)
    {
        seconds = 0;
        if (text is "Z") return true;
        if (text is not ['+' or '-', _, _, ':', _, _]) return false;
        if (!int.TryParse(text[1..3], NumberStyles.None, CultureInfo.InvariantCulture, out var hours) || !int.TryParse(text[4..], NumberStyles.None, CultureInfo.InvariantCulture, out var minutes)) return false;
        seconds = ((hours * 60) + minutes) * (text[0] == '-' ? -60 : 60);
        return hours < 24 && minutes < 60;
    }
}
