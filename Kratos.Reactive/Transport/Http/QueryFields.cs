using System.Text.Json;

namespace Kratos.Reactive;

/// <summary>The fields of a record that may come in the query. Names that no field has are left alone, as in Go Kratos.</summary>
/// <param name="fields">Which fields.</param>
/// <param name="shape">The record that has them.</param>
sealed class QueryFields(IEnumerable<Field> fields, Lazy<Shape> shape)
{
    readonly Dictionary<string, Field> known = fields.ToDictionary(static field => field.Name, StringComparer.OrdinalIgnoreCase);

    internal Field? Find(string name) => known.GetValueOrDefault(name);

    internal Error? Write(Utf8JsonWriter writer, string query)
    {
        if (query.Length <= 1 || known.Count == 0) return null;
        var tree = FormTree.Of(query, known.ContainsKey);
        return tree.IsFail ? tree.Failed : new FormReader(writer).Members(shape.Value, tree.Succeeded, "");
    }
}
