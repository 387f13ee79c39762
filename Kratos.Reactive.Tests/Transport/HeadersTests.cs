namespace Kratos.Reactive.Tests;

public sealed class HeadersTests
{
    static readonly Headers two = Headers.Empty.Add("Accept", "a").Add("X-Id", "1").Add("ACCEPT", "b");

    [Fact]
    public void Names_are_found_without_regard_to_case_and_values_keep_their_order()
    {
        Assert.Equal(["a", "b"], two.Values("accept"));
        Assert.Equal("a", two.Find("aCCept").IfNone("none"));
        Assert.True(two.Find("Absent").IsNone);
        Assert.False(two.TryGet("Absent", out var none));
        Assert.Equal("", none);
        Assert.Equal(["Accept", "X-Id", "ACCEPT"], two.Select(field => field.Key));
        Assert.Equal(3, two.Count);
    }

    [Fact]
    public void Setting_replaces_every_value_of_the_name_and_leaves_the_original_alone()
    {
        var set = two.Set("accept", "c");
        Assert.Equal(["X-Id", "accept"], set.Select(field => field.Key));
        Assert.Equal(["c"], set.Values("Accept"));
        Assert.Equal(["a", "b"], two.Values("Accept"));
        Assert.Same(two, two.Remove("Absent"));
    }

    [Fact]
    public void Merging_takes_the_values_of_the_other_in_place_of_those_of_the_same_name()
    {
        var merged = two.Merge(Headers.Empty.Add("accept", "z").Add("New", "n"));
        Assert.Equal([new("X-Id", "1"), new("accept", "z"), new("New", "n")], merged);
        Assert.Same(two, two.Merge(Headers.Empty));
        Assert.Same(two, Headers.Empty.Merge(two));
    }

    [Fact]
    public void Equality_ignores_the_case_of_names_and_heeds_order_and_values()
    {
        var a = Headers.Empty.Add("A", "1").Add("B", "2");
        var same = Headers.Empty.Add("a", "1").Add("b", "2");
        Assert.True(a.Equals(same));
        Assert.Equal(a.GetHashCode(), same.GetHashCode());
        Assert.False(a.Equals(Headers.Empty.Add("B", "2").Add("A", "1")));
        Assert.False(a.Equals(Headers.Empty.Add("A", "1").Add("B", "3")));
        Assert.False(a.Equals(Headers.Empty.Add("A", "1")));
        Assert.False(Headers.Empty.Add("A", "x").Equals(Headers.Empty.Add("A", "X")));
    }

    [Theory]
    [InlineData("", "v", "no name")]
    [InlineData("a b", "v", "not allowed")]
    [InlineData("a:b", "v", "not allowed")]
    [InlineData("a\r\nb", "v", "'a??b'")]
    [InlineData("Größe", "v", "'Gr??e'")]
    [InlineData("a", "x\r\nSet-Cookie: y", "control character")]
    [InlineData("a", "x\0", "control character")]
    [InlineData("a", "x\u007f", "control character")]
    [InlineData("a", "Jürgen", "outside ASCII")]
    [InlineData("a", " x", "white space around")]
    [InlineData("a", "x\t", "white space around")]
    public void A_field_that_could_not_be_sent_is_refused_by_every_way_in(string name, string value, string why)
    {
        Assert.Contains(why, Headers.Check(name, value).Error.Message, StringComparison.Ordinal);
        Assert.Equal("HEADER_INVALID", Assert.Throws<ErrorException>(() => Headers.Empty.Add(name, value)).Error.Reason);
        Assert.Equal("HEADER_INVALID", Assert.Throws<ErrorException>(() => Headers.Empty.Set(name, value)).Error.Reason);
        Assert.Equal("HEADER_INVALID", Assert.Throws<ErrorException>(() => Headers.From([new(name, value)])).Error.Reason);
    }

    [Theory]
    [InlineData("a", "")]
    [InlineData("!#$%&'*+-.^_`|~09azAZ", "tab\tand ~ !")]
    public void What_RFC_9110_allows_is_taken(string name, string value) => Assert.True(Headers.Check(name, value).IsSucc);

    [Fact]
    public void The_text_has_no_values() => Assert.Equal("[Accept, X-Id, ACCEPT]", two.ToString());
}
