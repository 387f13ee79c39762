using System.Text;

namespace Kratos.Reactive.Tests;

/// <summary>Bodies in any codec to messages and back, without a socket.</summary>
sealed class InProcess
{
    readonly HttpServing serving = new(HttpOptions.Default with { Codecs = [Codec.Json, Codec.Protobuf, Codec.Form, Codec.Xml, CodecKit.Mirror] }, Env.System);
    readonly BodyBinder binder;
    readonly ReplyWriter writer;

    InProcess(Method method, HttpRule rule)
    {
        binder = BodyBinder.For(method, rule, RouteTemplate.Parse(rule.Path).Value, serving).Value;
        writer = ReplyWriter.For(method, rule, serving).Value;
    }

    /// <summary>Messages of this type, whole.</summary>
    internal static InProcess Of<A>() where A : notnull => Of<A>(HttpRule.Post("/x"));

    /// <summary>Messages of this type, by this rule.</summary>
    internal static InProcess Of<A>(HttpRule rule) where A : notnull => new(Method.Of<A, A>("/x.X/X", MethodShape.Unary), rule);

    internal Fin<object> Read(Codec codec, string body, string query = "") => Read(codec, Encoding.UTF8.GetBytes(body), query);

    internal Fin<object> Read(Codec codec, byte[] body, string query = "") => binder.Bind(codec, new BindingSource([], query, ""), body);

    internal string Write(Codec codec, object message) => Encoding.UTF8.GetString(Bytes(codec, message));

    internal byte[] Bytes(Codec codec, object message)
    {
        using var scratch = Scratch.Rent(serving.Codec);
        writer.Write(codec, message, scratch).ThrowIfFail();
        return scratch.Written.ToArray();
    }

    /// <summary>What comes of it when it is written and read again.</summary>
    internal Fin<object> Through(Codec codec, object message) => Read(codec, Bytes(codec, message));

    /// <summary>The failure is this one, with the field where one is named.</summary>
    internal void Refuses(Codec codec, string body, string message)
    {
        var end = Read(codec, body);
        Assert.Equal((400, "CODEC", message), (end.Error.Code, end.Error.Reason, end.Error.Message));
    }
}
