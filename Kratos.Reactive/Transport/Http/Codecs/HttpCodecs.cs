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

    static readonly Codec form = Codec.Notation("application/x-www-form-urlencoded", FormWriter.Write, FormReader.Read) with { Fits = static shape => shape.Kind is ShapeKind.Object or ShapeKind.Map };

    static readonly Codec xml = Codec.Notation("application/xml", XmlText.Write, XmlReading.Read) with { Aliases = ["text/xml"], Suffix = "xml" };

    static readonly Codec multipart = new("multipart/form-data", new MultipartCoding());

    extension(Codec)
    {
        /// <summary>JSON: of messages of protobuf the canonical form (<see cref="HttpOptions.ProtoJson"/>), of records what System.Text.Json has (<see cref="HttpOptions.Json"/>). Also called
        /// <c>application/protojson</c>, as Go Kratos does, and <c>text/json</c>.</summary>
        public static Codec Json => json;

        /// <summary>The wire format of protobuf, of messages of protobuf: <c>application/protobuf</c>, also called <c>application/x-protobuf</c> and, by Go Kratos, <c>application/proto</c>.</summary>
        public static Codec Protobuf => protobuf;

        /// <summary>A form as a browser sends it, both ways: <c>a.b=1&amp;list=x&amp;list=y&amp;list[2]=z&amp;map[key]=v</c>, by the same names and texts as a query. A browser sends one from any page without asking first, so a
        /// server that knows its callers by cookies should not take it.</summary>
        public static Codec Form => form;

        /// <summary>A form with files, of requests only: parts by the same names and texts as in <c>Codec.Form</c>, and a file is the value of a field of bytes, or of a <c>google.api.HttpBody</c>, which keeps its type. All of it is in
        /// memory, as any message is; <see cref="Upload{Q}"/> takes files as streams, without this codec. What is said of a form and cookies holds for it too.</summary>
        public static Codec Multipart => multipart;

        /// <summary>XML, also called <c>text/xml</c>: an element a member, by its name in JSON, once for each item of a list; <c>&lt;entry key="..."&gt;</c> for each entry of a map. The name of the outermost element does not matter.
        /// Neither do namespaces and attributes; a DTD is refused.</summary>
        public static Codec Xml => xml;
    }
}
