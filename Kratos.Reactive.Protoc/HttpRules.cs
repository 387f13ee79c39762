using Google.Protobuf.Reflection;
using Kratos.Reactive.Protos.Api;
using Pattern = Kratos.Reactive.Protos.Api.HttpRule.PatternOneofCase;

namespace Kratos.Reactive.Protoc;

/// <summary>Checks the <c>google.api.http</c> option of a method, and gives its rules as C#: the main one first, then the additional ones.</summary>
static class HttpRules
{
    internal static IReadOnlyList<string> Of(ProtoSource source, Types types, MethodDescriptorProto method, int[] path, string operation)
    {
        if (method.Options is not { } options || !options.HasExtension(AnnotationsExtensions.Http)) return [];
        var main = options.GetExtension(AnnotationsExtensions.Http);
        if (main.AdditionalBindings.Any(static rule => rule.AdditionalBindings.Count > 0)) Report("an additional binding has additional bindings of its own");
        return [.. main.AdditionalBindings.Prepend(main).Select(Render)];

        string Render(HttpRule rule)
        {
            var (verb, template) = Place(rule);
            if (template.Length == 0) Report("a rule has no path");
            else if (PathTemplate.Variables(template, out var variables) is { } fault) Report($"the path '{template}': {fault}");
            else
                foreach (var variable in variables)
                    if (Missing(variable) is { } missing) Report($"the path '{template}': {missing}");
            if (verb is "" || verb.Any(static c => !char.IsAsciiLetterUpper(c) && c != '-') && verb != "*") Report($"the verb '{verb}' is not in capitals, nor * for any");
            if (rule.Body is not ("" or "*") && Field(method.InputType, rule.Body) is null) Report($"the body '{rule.Body}' is no field of {method.InputType[1..]}");
            if (rule.ResponseBody is not ("" or "*") && Field(method.OutputType, rule.ResponseBody) is null) Report($"the response_body '{rule.ResponseBody}' is no field of {method.OutputType[1..]}");

            var body = rule.Body is "" ? "" : $" Body = {Code.Literal(rule.Body)},";
            var reply = rule.ResponseBody is "" or "*" ? "" : $" ResponseBody = {Code.Literal(rule.ResponseBody)},";
            var parts = $"{body}{reply}".TrimEnd(',');
            return $"new global::Kratos.Reactive.HttpRule({Code.Literal(verb)}, {Code.Literal(template)}){(parts is "" ? "" : $" {{{parts} }}")}";
        }

        void Report(string message) => source.Report([.. path, 4, AnnotationsExtensions.Http.FieldNumber], "KRP003", $"{operation} has a wrong http rule: {message}");

        string? Missing(string variable)
        {
            var type = method.InputType;
            foreach (var name in variable.Split('.'))
            {
                if (type is "" || Field(type, name) is not { } field) return $"{{{variable}}} is no field of {method.InputType[1..]}";
                if (field.Label == FieldDescriptorProto.Types.Label.Repeated) return $"{{{variable}}} is repeated, which a path cannot hold";
                type = field.Type == FieldDescriptorProto.Types.Type.Message ? field.TypeName : "";
            }

            return null;
        }

        FieldDescriptorProto? Field(string type, string name) => types.Message(type).Field.FirstOrDefault(field => field.Name == name);
    }

    static (string Verb, string Path) Place(HttpRule rule) => rule.PatternCase switch
    {
        Pattern.Get => ("GET", rule.Get),
        Pattern.Put => ("PUT", rule.Put),
        Pattern.Post => ("POST", rule.Post),
        Pattern.Delete => ("DELETE", rule.Delete),
        Pattern.Patch => ("PATCH", rule.Patch),
        Pattern.Custom => (rule.Custom.Kind, rule.Custom.Path),
        _ => ("*", ""),
    };
}
