using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;

namespace Kratos.Reactive;

/// <summary>Makes a plain record of a request. Body, query and path become one piece of JSON, so the record's own contract decides.</summary>
sealed class RecordBinder(BindingPlan plan, JsonTypeInfo? contract, JsonCodec codec) : Binder
{
    readonly bool goesDeep = plan.Path.Any(static field => field.Parents.Count > 0);

    /// <summary>Where its fields come from.</summary>
    internal BindingPlan Plan => plan;

    /// <summary>Its contract; null for a message without fields.</summary>
    internal JsonTypeInfo? Contract => contract;

    internal override bool TakesBody => plan.Whole || plan.Named is not null;

    internal override BodyKind Body => contract is null ? BodyKind.Nothing : BodyKind.Of(plan.Named?.Type ?? contract.Type, codec);

    internal static Fin<Binder> For(Method method, HttpRule rule, RouteTemplate template, JsonCodec codec)
    {
        if (method.Input == typeof(Unit) && template.Variables.Count == 0) return new RecordBinder(BindingPlan.Nothing, null, codec);
        var contract = codec.Contract(method.Input);
        return contract.Bind(known => BindingPlan.For(method, rule, template, known, codec)).Map(plan => (Binder)new RecordBinder(plan, contract.Succeeded, codec));
    }

    internal override Fin<object> Bind(in BindingSource source, ReadOnlySpan<byte> body)
    {
        if (contract is null) return Unit.Default;
        if (!Utf8.IsValid(body)) return JsonFault.NotUtf8(body);
        if (body.StartsWith("\ufeff"u8)) body = body[3..];
        if (plan.Whole && plan.Path.Count == 0) return Read(body.IsEmpty && contract.Kind == JsonTypeInfoKind.Object ? "{}"u8 : body);

        using var scratch = Scratch.Rent(codec);
        try
        {
            if (Gather(scratch.Writer, source, body) is { } error) return error;
        }
        catch (JsonException e)
        {
            return JsonFault.Broken(e, body, codec.Reading);
        }

        return goesDeep ? RecordInside.Put(scratch.Written, plan.Path, source.Path, codec).Bind(json => Read(json.Span)) : Read(scratch.Written);
    }

    internal override Fin<object> BindValue(in BindingSource source, object body)
    {
        if (plan.Whole && plan.Path.Count == 0)
            return contract!.Type.IsInstanceOfType(body) ? Fin<object>.Succ(body) : Error.Internal("WRONG_MESSAGE", $"a {contract.Type.Name} was to be read, and there is a {body.GetType().Name}");
        using var scratch = Scratch.Rent(codec);
        codec.Write(scratch.Writer, body, null);
        scratch.Writer.Flush();
        return Bind(source, scratch.Written);
    }

    Error? Gather(Utf8JsonWriter writer, in BindingSource source, ReadOnlySpan<byte> body)
    {
        writer.WriteStartObject();
        if (plan.Whole && !body.IsEmpty && JsonMembers.Copy(body, plan.Path, codec, writer) is { } wrong) return wrong;
        if (plan.Named is { } named && !body.IsEmpty) named.WriteRaw(writer, JsonMembers.Checked(body, codec));
        if (plan.Query.Write(writer, source.Query) is { } refused) return refused;
        for (var i = 0; i < plan.Path.Count; i++)
            if (plan.Path[i].Parents.Count == 0 && plan.Path[i].Write(writer, source.Path[i]) is { } error) return error;
        writer.WriteEndObject();
        writer.Flush();
        return null;
    }

    Fin<object> Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, contract!) is { } message ? Fin<object>.Succ(message) : JsonFault.Null(contract!);
        }
        catch (JsonException e)
        {
            return JsonFault.Of(e, contract!, json, codec.Reading);
        }
        catch (Exception e)
        {
            return Error.From(e);       // a constructor or a converter of the user's threw
        }
    }
}
