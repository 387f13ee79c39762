using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Kratos.Reactive.Tests;

/// <summary>Which rows of the shared vectors, and which faults of Go Kratos, tests say that they are about: by their names (<c>BP5_BP10_..</c>, <c>PT1_to_PT7_..</c>, <c>Row_122_..</c>, <c>W_HTTP_4_..</c>), or by the first argument of a case
/// (<c>"RE25 and W-HTTP-4"</c>).</summary>
static partial class Rows
{
    internal static IReadOnlySet<string> Tested { get; } = typeof(Rows).Assembly.GetTypes().Where(static type => type != typeof(RowTests))
        .SelectMany(static type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static))
        .Where(static method => method.GetCustomAttributes<FactAttribute>().Any())
        .SelectMany(static method => method.GetCustomAttributes<InlineDataAttribute>().Select(static data => data.Data.FirstOrDefault() as string ?? "").Prepend(method.Name))
        .SelectMany(In)
        .ToHashSet();

    /// <summary><c>BP1</c>, <c>BP2</c>, ...</summary>
    internal static IEnumerable<string> Of(string kind, params IEnumerable<int> numbers) => numbers.Select(number => $"{kind}{number}");

    internal static IEnumerable<string> In(string text) =>
        from Match row in Row().Matches(text.Replace('-', '_').Replace(' ', '_'))
        let kind = row.Groups["kind"].Value.Replace("Rows_", "Row_", StringComparison.Ordinal)
        from number in Enumerable.Range(Number(row, "from"), row.Groups["to"].Success ? Number(row, "to") - Number(row, "from") + 1 : 1)
            .Concat(row.Groups["more"].Success ? [Number(row, "more")] : [])
        select $"{kind}{number}";

    static int Number(Match row, string group) => int.Parse(row.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    // At the beginning of the text or of a word of it; X1_to_X7 is all between, Rows_1_and_2 both.
    [GeneratedRegex(@"(?<![A-Za-z0-9])(?<kind>BP|PT|FB|MK|QD|CS|RE|CE|HS|ST|SC|SL|W_(?:HTTP|FORM|PATH|CLI|STR)_|Rows?_)(?<from>\d{1,3})(?:_to_\k<kind>?(?<to>\d+)|_and_(?<more>\d+))?(?![A-Za-z0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Row();
}
