using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;

namespace Kratos.Reactive;

/// <summary>What is said of services, methods and messages.</summary>
sealed class ApiComments
{
    readonly Dictionary<string, string> texts = new(StringComparer.Ordinal);
    readonly HashSet<string> deprecated = new(StringComparer.Ordinal);

    internal ApiComments(IReadOnlyList<Service> services)
    {
        foreach (var service in services)
        {
            foreach (var (name, text) in service.Comments) texts.TryAdd(name, text);
            foreach (var method in service.Descriptor?.Methods ?? [])
                if (method.GetOptions()?.Deprecated ?? false) deprecated.Add(method.FullName);
        }
    }

    /// <summary>What is said of a thing by its full name; empty for nothing.</summary>
    internal string Of(string name) => texts.GetValueOrDefault(name, "");

    internal string Of(IDescriptor thing) => Of(thing.FullName);

    /// <summary>The service that a method belongs to: the one it is called after, else the one that has it.</summary>
    internal static string TagOf(Method method, IReadOnlyList<Service> services) =>
        Routes.Has(method) ? services.FirstOrDefault(service => service.Methods.Any(own => own.Operation == method.Operation))?.Name ?? Routes.None.Name : method.Operation.Service;

    internal JsonObject Tag(string name)
    {
        var tag = new JsonObject { ["name"] = name };
        if (Of(name) is { Length: > 0 } text) tag["description"] = text;
        return tag;
    }

    /// <summary>Says what an operation does: its first sentence, and all of it where there is more.</summary>
    internal void Describe(JsonObject operation, Method method, HttpRule rule, string more)
    {
        var name = NameOf(method);
        var text = rule.Summary.Length > 0 ? rule.Summary : Of(name);
        var sentence = Sentence(text);
        if (sentence.Length > 0) operation["summary"] = sentence.TrimEnd('.');
        if (text == sentence) text = "";
        if (text.Length + more.Length > 0) operation["description"] = string.Join("\n\n", new[] { text, more }.Where(static part => part.Length > 0));
        if (deprecated.Contains(name)) operation["deprecated"] = true;
    }

    static string NameOf(Method method) => $"{method.Operation.Service}.{method.Operation.Method}";

    // Up to the first full stop that white space follows, in the first paragraph.
    static string Sentence(string text)
    {
        var paragraph = text.Split("\n\n")[0].Replace('\n', ' ');
        return paragraph.IndexOf(". ", StringComparison.Ordinal) is > 0 and var end ? paragraph[..(end + 1)] : paragraph;
    }
}
