using System.Xml.Linq;

namespace Kratos.Reactive.Tests.Conventions;

static class DocRules
{
    /// <summary>What would let a public member without a comment (CS1591) through, in the project files that count for the library, or in the code style.</summary>
    internal static IEnumerable<string> Loopholes(IEnumerable<string> projects, string style)
    {
        var settings = projects.SelectMany(text => XDocument.Parse(text).Descendants()).ToLookup(one => one.Name.LocalName, one => one.Value);
        foreach (var must in new[] { "TreatWarningsAsErrors", "GenerateDocumentationFile" })
            if (settings[must].Distinct().ToArray() is not ["true"]) yield return $"{must} must be true";
        foreach (var list in new[] { "NoWarn", "WarningsNotAsErrors" })
            if (settings[list].Any(value => value.Contains("1591", StringComparison.Ordinal))) yield return $"{list} names CS1591";
        if (style.Contains("CS1591", StringComparison.Ordinal)) yield return "the code style changes CS1591";
    }

    /// <summary>The elements of a documentation file that have neither words nor a reference.</summary>
    internal static IEnumerable<string> Empty(XDocument comments) =>
        from member in comments.Descendants("member")
        from part in member.Elements()
        where part.Name != "inheritdoc" && string.IsNullOrWhiteSpace(part.Value) && !part.HasElements
        select $"{member.Attribute("name")?.Value} {part.Name}";
}
