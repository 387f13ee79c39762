using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;

namespace Kratos.Reactive;

/// <summary>Makes a message of a request: from the body, then the query, then the path, which has the last word. All of them become one piece of JSON, so the message's own contract decides.</summary>
sealed class Binder(BindingPlan plan, JsonTypeInfo? contract, JsonCodec codec)
{
    internal bool TakesBody => plan.Whole || plan.Named is not null;

    internal static Fin<Binder> For(Method method, HttpRule rule, RouteTemplate template, JsonCodec codec)
    {
        if (method.Input == typeof(Unit) && template.Variables.Count == 0) return new Binder(BindingPlan.Nothing, null, codec);
        var contract = codec.Contract(method.Input);
        return contract.Bind(known => BindingPlan.For(method, rule, template, known, codec)).Map(plan => new Binder(plan, contract.Succeeded, codec));
    }

    /// <summary>The message, or 400 <c>CODEC</c> with the field. Whatever comes in, nothing is thrown.</summary>
    internal Fin<object> Bind(in BindingSource source, ReadOnlySpan<byte> body)
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

        return Read(scratch.Written);
    }

    Error? Gather(Utf8JsonWriter writer, in BindingSource source, ReadOnlySpan<byte> body)
    {
        writer.WriteStartObject();
        if (plan.Whole && !body.IsEmpty && JsonMembers.Copy(body, plan.Path, codec, writer) is { } wrong) return wrong;
        if (plan.Named is { } named && !body.IsEmpty) named.WriteRaw(writer, JsonMembers.Checked(body, codec));
        if (plan.Query.Write(writer, source.Query) is { } refused) return refused;
        for (var i = 0; i < plan.Path.Count; i++)
            if (plan.Path[i].Write(writer, source.Path[i]) is { } error) return error;
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
