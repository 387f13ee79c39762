using System.Globalization;

namespace Kratos.Reactive;

/// <summary>Reads the weight of an instance from its metadata.</summary>
static class NodeWeight
{
    const string Field = "weight";
    const int Otherwise = 100, Most = 1_000_000;

    internal static int Of(ServiceInstance instance, out Error? fault)
    {
        fault = null;
        if (!instance.Metadata.TryGetValue(Field, out var text)) return Otherwise;
        if (!TryRead(text, out var number)) return Taken("is not a whole number", Otherwise, out fault);
        return number < 0 ? Taken("is less than 0", 0, out fault)
            : number > Most ? Taken($"is more than {Most}", Most, out fault)
            : (int)number;

        static bool TryRead(string text, out long number)
        {
            if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number)) return true;
            number = text.StartsWith('-') ? long.MinValue : long.MaxValue;
            return text.AsSpan(text is ['-' or '+', ..] ? 1 : 0) is { Length: > 0 } digits && !digits.ContainsAnyExceptInRange('0', '9');
        }

        int Taken(string why, int weight, out Error fault)
        {
            fault = Error.BadRequest("WEIGHT_INVALID", $"the metadata field '{Field}' of {instance}, '{text}', {why}: {weight} is taken").WithMetadata("field", Field);
            return weight;
        }
    }
}
