using Google.Protobuf;

namespace Kratos.Reactive;

/// <summary>The codecs that are there without a package.</summary>
public static class HttpCodecs
{
    static readonly Codec json = new("application/json", new JsonCoding()) { Aliases = ["application/protojson", "text/json"], Suffix = "json" };

    static readonly Codec protobuf = new("application/protobuf", new ProtobufCoding())
    {
        Aliases = ["application/x-protobuf", "application/proto", "application/vnd.google.protobuf"],
        Carries = typeof(IMessage).IsAssignableFrom,
    };

    extension(Codec)
    {
        /// <summary>JSON: of messages of protobuf the canonical form (<see cref="HttpOptions.ProtoJson"/>), of records what System.Text.Json has (<see cref="HttpOptions.Json"/>). Also called
        /// <c>application/protojson</c>, as Go Kratos does, and <c>text/json</c>.</summary>
        public static Codec Json => json;

        /// <summary>The wire format of protobuf, of messages of protobuf: <c>application/protobuf</c>, also called <c>application/x-protobuf</c> and, by Go Kratos, <c>application/proto</c>.</summary>
        public static Codec Protobuf => protobuf;
    }
}
