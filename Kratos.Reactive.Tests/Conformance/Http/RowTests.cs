namespace Kratos.Reactive.Tests;

/// <summary>Each row of the shared vectors that concerns HTTP, clients, subsets or selectors, and each fault of Go Kratos' HTTP, has a test that says so: see <see cref="Rows"/>. (What is missing among the numbers is not ours to see.)</summary>
public sealed class RowTests
{
    static readonly IReadOnlyDictionary<string, IEnumerable<string>> rows = new Dictionary<string, IEnumerable<string>>
    {
        ["paths that are built from messages"] = Rows.Of("BP", [1, 2, 3, 5, 6, 7, 9, 10, 11, 13, 14, 15, 17, 18, 19, 21, 22, 23, 25, 26, 27, 29, 30, 31, 33, 34, 35, 37, 38, 39]),
        ["templates of paths"] = Rows.Of("PT", [1, 2, 3, 5, 6, 7, 9, 10, 11]),
        ["queries and forms"] = Rows.Of("FB", [1, 2, 3, 5, 6, 7, 9, 10, 11, 13, 14, 15, 17, 18, 19, 21, 22, 23, 25, 26, 27, 29, 30, 31, 33, 34]),
        ["keys of maps"] = Rows.Of("MK", [1, 2, 3, 5, 6, 7, 9, 10, 11, 13, 14, 15]),
        ["messages from queries"] = Rows.Of("QD", [1, 2, 3, 5, 6, 7, 9, 10, 11, 13, 14, 15, 17, 18, 19, 21, 22, 23, 25, 26, 27, 29]),
        ["which codec"] = Rows.Of("CS", [1, 2, 3, 5, 6, 7, 9, 10, 11, 13, 14, 15, 17, 18, 19, 21, 22, 23]),
        ["bodies"] = Rows.Of("RE", [1, 2, 3, 5, 6, 7, 9, 10, 11, 13, 14, 15, 17, 18, 19, 21, 22, 23, 25, 26, 27, 29, 30, 31, 33]),
        ["clients"] = Rows.Of("CE", [1, 2, 3, 5, 6, 7, 9, 10, 11, 13, 14, 15, 17, 18, 19, 21, 22, 23]),
        ["routes of a server"] = Rows.Of("HS", [1, 2, 3, 5, 6, 7, 9, 10, 11, 13, 14, 15, 17, 18, 19, 21, 22, 23, 25, 26, 27, 29, 30]),
        ["streams"] = Rows.Of("ST", [1, 2, 3, 5, 6, 7, 9, 10, 11, 13, 14, 15, 17, 18, 19, 21, 22, 23]),
        ["forms that are written"] = Rows.Of("Row_", [93, 94, 95, 97, 98, 99, 101, 102, 103, 105, 106, 107, 109, 110, 111]),
        ["forms that are read"] = Rows.Of("Row_", [112, 113, 114, 116, 117, 118, 120, 121, 122, 124, 125, 126, 128, 129, 130, 132, 133]),
        ["codecs"] = Rows.Of("Row_", [134, 135, 136, 138, 139, 140, 142, 143, 144]),
        ["failures over HTTP"] = Rows.Of("Row_", [157, 161, 162]),
        ["rules of proto files"] = Rows.Of("Row_", [184, 185, 186, 188, 189, 190, 192, 193, 194, 196, 197, 198, 200, 201, 202, 204, 205, 206, 208, 209, 210]),
        ["subsets, groups, contexts"] = Rows.Of("SC", [1, 2, 3, 5, 6, 7, 9, 10, 11, 13, 14, 15, 17]),
        ["selectors"] = Rows.Of("SL", [1, 2, 3, 5, 6, 7, 9, 10, 11, 13, 14, 15, 17, 18, 19, 21, 22, 23, 25, 26, 27]),
        ["faults of the server"] = Rows.Of("W_HTTP_", Enumerable.Range(1, 21)),
        ["faults of forms"] = Rows.Of("W_FORM_", Enumerable.Range(1, 10)),
        ["faults of paths"] = Rows.Of("W_PATH_", Enumerable.Range(1, 4)),
        ["faults of the client"] = Rows.Of("W_CLI_", Enumerable.Range(1, 13)),
        ["faults of streams"] = Rows.Of("W_STR_", Enumerable.Range(1, 10)),
    };

    public static TheoryData<string> Kinds => [.. rows.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_row_has_a_test_that_names_it(string kind) => Assert.Equal([], rows[kind].Except(Rows.Tested));

    // "Row" alone is said of other vectors, too.
    [Fact]
    public void A_test_names_no_row_that_there_is_not() =>
        Assert.Equal([], Rows.Tested.Where(static row => !row.StartsWith("Row_", StringComparison.Ordinal)).Except(rows.Values.SelectMany(static all => all)).Order());

    [Theory]
    [InlineData("BP5_BP10_a_variable", "BP5,BP10")]
    [InlineData("PT1_to_PT7_the_variables", "PT1,PT2,PT3,PT4,PT5,PT6,PT7")]
    [InlineData("Rows_106_and_107_what_is_set", "Row_106,Row_107")]
    [InlineData("Of RE25 and W-HTTP-4: found", "RE25,W_HTTP_4")]
    [InlineData("XBP1, BP1x and Test1 are none", "")]
    public void A_row_is_named_by_words_of_its_own(string text, string named) => Assert.Equal(named, string.Join(',', Rows.In(text)));
}
