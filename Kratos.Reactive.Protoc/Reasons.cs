using Google.Protobuf.Reflection;
using Kratos.Reactive.Protos.Errors;

namespace Kratos.Reactive.Protoc;

/// <summary>One value of an enum that is an error.</summary>
/// <param name="Name">In C#: that of the enum's own value.</param>
/// <param name="Test">What asks for it in C#: the value's whole name, after the messages around the enum. Unlike <paramref name="Name"/>, which is a member of its enum's class, it is a method of every error.</param>
/// <param name="Value">As the proto file has it: the reason on the wire.</param>
/// <param name="Code">100 to 599.</param>
/// <param name="Path">Where it is.</param>
/// <param name="Deprecated">Whether it should not be used.</param>
sealed record Reason(string Name, string Test, string Value, int Code, int[] Path, bool Deprecated);

/// <summary>An enum whose values are errors, by the options <c>errors.default_code</c> and <c>errors.code</c>.</summary>
/// <param name="Enum">The enum in C#.</param>
/// <param name="ClassName">What its class of errors would like to be called: the enum's name, in the plural.</param>
/// <param name="Path">Where it is.</param>
/// <param name="Deprecated">Whether it should not be used.</param>
/// <param name="All">Its values that are errors.</param>
sealed record Reasons(string Enum, string ClassName, int[] Path, bool Deprecated, IReadOnlyList<Reason> All)
{
    internal static IEnumerable<Reasons> Of(ProtoSource source)
    {
        var proto = source.Proto;
        HashSet<string> tests = [];
        var top = proto.EnumType.SelectMany((type, at) => Of(source, type, [5, at], "", "", tests));
        return top.Concat(proto.MessageType.SelectMany((message, at) => Nested(source, message, [4, at], "", "", tests)));
    }

    static IEnumerable<Reasons> Nested(ProtoSource source, DescriptorProto message, int[] path, string scope, string prefix, HashSet<string> tests)
    {
        var (inner, outer) = ($"{scope}{message.Name}.Types.", prefix + message.Name);
        var own = message.EnumType.SelectMany((type, at) => Of(source, type, [.. path, 4, at], inner, outer, tests));
        return own.Concat(message.NestedType.SelectMany((nested, at) => Nested(source, nested, [.. path, 3, at], inner, outer, tests)));
    }

    static IEnumerable<Reasons> Of(ProtoSource source, EnumDescriptorProto type, int[] path, string scope, string prefix, HashSet<string> tests)
    {
        var otherwise = type.Options?.GetExtension(ErrorsExtensions.DefaultCode) ?? 0;
        Check(otherwise, [.. path, 3, ErrorsExtensions.DefaultCode.FieldNumber], type.Name);
        HashSet<string> taken = [];
        List<Reason> all = [];
        foreach (var (at, value) in type.Value.Index())
        {
            int[] place = [.. path, 2, at];
            var own = value.Options?.GetExtension(ErrorsExtensions.Code) ?? 0;
            Check(own, [.. place, 3, ErrorsExtensions.Code.FieldNumber], $"{type.Name}.{value.Name}");
            if ((own == 0 ? otherwise : own) is not 0 and var code)
            {
                var name = Naming.Free(Naming.EnumValue(type.Name, value.Name), taken);
                var test = Naming.Free($"Is{prefix}{Naming.EnumValue("", value.Name).TrimStart('_')}", tests);
                all.Add(new Reason(name, test, value.Name, code, place, value.Options is { Deprecated: true }));
            }
        }

        var plural = type.Name.EndsWith('s') ? $"{type.Name}Errors" : $"{type.Name}s";
        return all is [] ? [] : [new Reasons($"{scope}{type.Name}", prefix + plural, path, type.Options is { Deprecated: true }, all)];

        void Check(int code, int[] place, string what)
        {
            if (code is not (0 or >= 100 and <= 599)) source.Report(place, "KRP004", $"{what} has the code {code}: a code is an HTTP status, 100 to 599");
        }
    }
}
