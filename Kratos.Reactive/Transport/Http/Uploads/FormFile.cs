using RawBody = Kratos.Reactive.Protos.Api.HttpBody;

namespace Kratos.Reactive;

/// <summary>A file as the value of a field of a message: of bytes, or a <c>google.api.HttpBody</c>, which keeps its type too.</summary>
static class FormFile
{
    const string OctetStream = "application/octet-stream";

    /// <summary>The type of a part that says none.</summary>
    internal static string TypeOf(FormPart part) => part.ContentType.Length > 0 ? part.ContentType : OctetStream;

    /// <summary>Adds it to a form; 400 <c>CODEC</c> when its field can have no file.</summary>
    internal static Error? AddTo(FormTree tree, Shape root, FormPart part, ReadOnlyMemory<byte> content)
    {
        if (FormKey.Split(part.Name) is not { } steps) return tree.Add(part.Name, "");       // which says why
        var shape = steps.Aggregate(root, static (shape, step) => shape.Kind switch { ShapeKind.List or ShapeKind.Map => shape.Item, ShapeKind.Object => shape.Member(step), _ => shape });
        if (shape.Kind == ShapeKind.List) shape = shape.Item;
        var bytes = Convert.ToBase64String(content.Span);
        if (IsRaw(shape)) return tree.Add($"{part.Name}.{RawBody.Descriptor.FindFieldByNumber(RawBody.ContentTypeFieldNumber).JsonName}", TypeOf(part)) ?? tree.Add($"{part.Name}.{RawBody.Descriptor.FindFieldByNumber(RawBody.DataFieldNumber).JsonName}", bytes);
        return shape.IsBytes || shape == Shape.Anything ? tree.Add(part.Name, bytes) : UploadFault.Broken(part.Name, $"is a file, and must be {shape.What}");
    }

    static bool IsRaw(Shape shape) => shape is MessageShape { Type: { } type } && type.FullName == RawBody.Descriptor.FullName;
}
