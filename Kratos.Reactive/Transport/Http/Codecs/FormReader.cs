using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Kratos.Reactive;

/// <summary>Writes the values of a form or a query as JSON of a shape. An empty text is no value, but where it can be one.</summary>
sealed class FormReader(Utf8JsonWriter json)
{
    const int MostItems = 1024;

    /// <summary>The body of a form.</summary>
    internal static Fin<Unit> Read(Shape shape, ReadOnlyMemory<byte> body, Utf8JsonWriter json)
    {
        var tree = FormTree.Of(Encoding.UTF8.GetString(body.Span), static _ => true);
        if (tree.IsFail) return tree.Failed;
        json.WriteStartObject();
        if (new FormReader(json).Members(shape, tree.Succeeded, "") is { } error) return error;
        json.WriteEndObject();
        return Unit.Default;
    }

    /// <summary>The members of an object or a map.</summary>
    internal Error? Members(Shape shape, FormTree tree, string before)
    {
        foreach (var (name, child) in tree.Children)
        {
            var member = shape.Kind == ShapeKind.Map ? shape.Item : shape.Member(name);
            if (IsNothing(member, child)) continue;
            json.WritePropertyName(WellFormed.Text(name));
            if (Value(member, child, before.Length == 0 ? name : shape.Kind == ShapeKind.Map ? $"{before}[{name}]" : $"{before}.{name}") is { } error) return error;
        }

        return null;
    }

    static bool IsNothing(Shape shape, FormTree tree) => tree.Children.Count == 0 && !shape.TakesEmpty && tree.Texts is [""];

    Error? Value(Shape shape, FormTree tree, string name) => shape.Kind switch
    {
        ShapeKind.List => List(shape, tree, name),
        ShapeKind.Object or ShapeKind.Map or ShapeKind.Any when tree.Children.Count > 0 && tree.Texts.Count == 0 => Object(shape, tree, name),
        _ when tree.Children.Count > 0 => JsonFault.At(name, "is not a message"),
        _ when tree.Texts.Contains(null) => JsonFault.At(name, "is not percent-encoded UTF-8"),
        ShapeKind.Object or ShapeKind.Map when !shape.TakesEmpty || tree.Texts is not [""] => JsonFault.At(name, "cannot be given as a text"),
        _ when tree.Texts.Count > 1 => JsonFault.At(name, "is given more than once"),
        _ => shape.Write(json, tree.Texts[0]!) ? null : JsonFault.At(name, $"must be {shape.What}"),
    };

    Error? Object(Shape shape, FormTree tree, string name)
    {
        json.WriteStartObject();
        if (Members(shape, tree, name) is { } error) return error;
        json.WriteEndObject();
        return null;
    }

    // a=x&a=y, a[]=x&a[]=y, or a[0]=x&a[1]=y: a place that is left out is an empty text, where there is one.
    Error? List(Shape shape, FormTree tree, string name)
    {
        json.WriteStartArray();
        var all = tree.Children.TryGetValue("", out var more) ? tree.Texts.Concat(more.Texts) : tree.Texts;
        foreach (var text in all)
            if (Item(shape.Item, text, name) is { } error) return error;

        var places = new SortedDictionary<int, FormTree>();
        foreach (var (step, child) in tree.Children)
            if (step.Length == 0) continue;
            else if (int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var place) && place < MostItems) places[place] = child;
            else return JsonFault.At(name, $"is a list: give its items as {name}=x, or {name}[0]=x with a number below {MostItems}");
        var next = 0;
        foreach (var (place, child) in places)
        {
            for (; next < place; next++)
                if (Item(shape.Item, "", name) is { } gap) return gap;
            if (Value(shape.Item, child, $"{name}[{place}]") is { } error) return error;
            next++;
        }

        json.WriteEndArray();
        return null;
    }

    Error? Item(Shape item, string? text, string name) =>
        text is null ? JsonFault.At(name, "is not percent-encoded UTF-8")
        : item.Kind is ShapeKind.List or ShapeKind.Map or ShapeKind.Object ? JsonFault.At(name, "cannot be given as a text")
        : item.Write(json, text) ? null
        : JsonFault.At(name, $"must be a list, each {item.What}");
}
