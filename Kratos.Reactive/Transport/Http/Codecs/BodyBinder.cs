using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Kratos.Reactive;

/// <summary>Makes messages of the requests at one rule, in any of the codecs that its bodies may be in.</summary>
sealed class BodyBinder
{
    readonly Binder binder;
    readonly HttpFormats formats;
    readonly Offer offer;

    BodyBinder(Binder binder, Offer offer, HttpFormats formats) => (this.binder, this.offer, this.formats) = (binder, offer, formats);

    internal static Fin<BodyBinder> For(Method method, HttpRule rule, RouteTemplate template, HttpFormats formats) => Binder.For(method, rule, template, formats)
        .Bind(binder => (binder.TakesBody ? formats.Offer(binder.Body, rule, $"{method.Operation} at {rule.Verb} {rule.Path}", isWritten: false) : new Offer(formats.Codecs)).Map(offer => new BodyBinder(binder, offer, formats)));

    /// <summary>Of a method that takes an upload: what makes the message that stands beside the files.</summary>
    internal static Fin<BodyBinder> For(UploadKind upload, Method method, HttpRule rule, RouteTemplate template, HttpFormats formats) => method.Shape != MethodShape.Unary || rule.Body != "*"
        ? MessagePlan.Bad(method, rule, "an upload is the whole body of one message")
        : Binder.For(method with { Input = upload.Message, InputCodec = upload.Codec }, rule, template, formats).Map(binder => new BodyBinder(binder, new Offer([Codec.Multipart]), formats) { Upload = upload });

    /// <summary>What makes the message.</summary>
    internal Binder Binder => binder;

    /// <inheritdoc cref="Binder.TakesBody"/>
    internal bool TakesBody => Upload is not null || binder.TakesBody;

    /// <summary>What there is to make of it, when the body is a form with files that are streams; null for any other.</summary>
    internal UploadKind? Upload { get; private init; }

    /// <summary>The shape of the body.</summary>
    internal Shape Shape => binder.Body.Shape.Value;

    /// <inheritdoc cref="Binder.TakesRaw"/>
    internal bool TakesRaw => binder.TakesRaw;

    /// <summary>The codecs of the body.</summary>
    internal Offer Offer => offer;

    /// <summary>The codec of the body, or 415 <c>CODEC</c>.</summary>
    internal Fin<Codec> CodecOf(IHeaderDictionary headers) => TakesRaw ? ContentType.CheckEncoding(headers) is { } refused ? refused : offer.Codecs[0] : ContentType.Codec(headers, offer);

    /// <summary>True when the codec can have the message, whether or not it is offered.</summary>
    internal bool CanRead(Codec codec) => TakesRaw || codec.Coding is JsonCoding || binder.Body.IsIn(codec);

    /// <summary>The message, or 400 <c>CODEC</c> with the field.</summary>
    internal Fin<object> Bind(Codec codec, in BindingSource source, ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty || TakesRaw) return binder.Bind(source, body.Span);
        switch (codec.Coding)
        {
            case NotationCoding notation:
                using (var scratch = Scratch.Rent(formats.Codec))
                {
                    var read = notation.Read(binder.Body.Shape.Value, body, scratch.Writer);
                    if (read.IsFail) return read.Failed;
                    scratch.Writer.Flush();
                    var end = binder.Bind(source, scratch.Written);
                    return end.IsFail ? JsonFault.WithoutPlace(end.Failed) : end;
                }

            case ObjectCoding own:
                return Whole(source, own.Read(binder.Body.Type, body));
            case MultipartCoding:
                return Error.BadRequest("CODEC", "a form with files is no message of a stream, and no reply");
            case ProtobufCoding:
                return Whole(source, binder.Body.Wire!.Read(new ReadOnlySequence<byte>(body)));
            default:
                return binder.Bind(source, body.Span);
        }
    }

    /// <summary>The message of a form.</summary>
    internal Fin<object> Bind(in BindingSource source, FormTree form)
    {
        using var json = Scratch.Rent(formats.Codec);
        json.Writer.WriteStartObject();
        if (new FormReader(json.Writer).Members(Shape, form, "") is { } error) return error;
        json.Writer.WriteEndObject();
        json.Writer.Flush();
        var end = binder.Bind(source, json.Written);
        return end.IsFail ? JsonFault.WithoutPlace(end.Failed) : end;
    }

    /// <summary>The message of a request without a body.</summary>
    internal Fin<object> Bind(in BindingSource source) => binder.Bind(source, []);

    Fin<object> Whole(in BindingSource source, Fin<object> read) => read.IsFail ? read : binder.BindValue(source, read.Succeeded);
}
