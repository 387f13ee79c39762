namespace Kratos.Reactive;

/// <summary>Collects the metadata among the fields that came: names in lower case, binary values split at commas and without padding, the protocol's own fields left out. It is told each field once, in order.</summary>
struct MetadataFields(int expected)
{
    // Go Kratos' metadata: x-md-global- travels on, x-md-local- (and any other) ends here.
    const string TravelPrefix = "x-md-";

    KeyValuePair<string, string>[] fields = expected == 0 ? [] : new KeyValuePair<string, string>[expected];
    int count;
    int travelling;

    internal void Add(string name, string value)
    {
        name = GrpcMetadata.Lower(name);
        if (GrpcMetadata.IsReserved(name)) return;
        if (name.StartsWith(TravelPrefix, StringComparison.Ordinal)) travelling++;
        if (!BinaryMetadata.IsBinary(name))
        {
            Keep(name, value);
            return;
        }

        foreach (var part in value.AsSpan().Split(',')) Keep(name, GrpcMetadata.Normal(value.AsSpan(part).Trim(' ')));
    }

    internal readonly Headers ToHeaders() => count == 0 ? Headers.Empty : Headers.Trusted(count == fields.Length ? fields : fields[..count]);

    /// <summary>Those that travel from service to service.</summary>
    internal readonly Headers Travelling() =>
        travelling == 0 ? Headers.Empty : Headers.Trusted([.. fields.Take(count).Where(static field => field.Key.StartsWith(TravelPrefix, StringComparison.Ordinal))]);

    void Keep(string name, string value)
    {
        if (count == fields.Length) Array.Resize(ref fields, Math.Max(4, fields.Length * 2));
        fields[count++] = new(name, value);
    }
}
