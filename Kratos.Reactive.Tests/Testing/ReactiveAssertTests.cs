using static Kratos.Reactive.Testing.ReactiveTest;

namespace Kratos.Reactive.Tests;

public sealed class ReactiveAssertTests
{
    [Fact]
    public void Equal_elements_in_the_same_order_are_equal()
    {
        new List<int> { 1, 2, 3 }.AssertEqual(1, 2, 3);
        new List<int> { 1, 2, 3 }.AssertEqual(new[] { 1, 2, 3 }.Where(_ => true));
        Enumerable.Empty<int>().AssertEqual();
        ReactiveAssert.AreElementsEqual<int?>([1, null], [1, null]);
    }

    [Theory]
    [InlineData("1 2", "1 3", 1)]
    [InlineData("1 2", "1", 1)]
    [InlineData("1", "1 2", 1)]
    [InlineData("", "1", 0)]
    [InlineData("2 1", "1 2", 0)]
    public void A_difference_is_shown_where_it_is(string expected, string actual, int index)
    {
        var e = Assert.Throws<ReactiveAssertException>(() => ReactiveAssert.AreElementsEqual(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), actual.Split(' ', StringSplitOptions.RemoveEmptyEntries), "the counts"));
        Assert.StartsWith($"the counts: they differ at index {index}\n", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_text_shows_both_sides_around_the_difference()
    {
        var e = Assert.Throws<ReactiveAssertException>(() => new[] { OnNext(210, 1), OnNext(220, 2) }.AssertEqual(OnNext(210, 1), OnNext<int>(220, x => x > 5), OnCompleted<int>(230)));
        Assert.Equal(
            """
            they differ at index 1
            expected (3):
                0: OnNext(1)@210
              > 1: OnNext(x => x > 5)@220
                2: OnCompleted()@230
            actual (2):
                0: OnNext(1)@210
              > 1: OnNext(2)@220
            """, e.Message);
    }

    [Fact]
    public void The_text_of_long_lists_is_short()
    {
        var e = Assert.Throws<ReactiveAssertException>(() => Enumerable.Range(0, 100_000).AssertEqual(Enumerable.Range(0, 50_000)));
        Assert.Contains("at index 50000", e.Message, StringComparison.Ordinal);
        Assert.Contains("> (the end)", e.Message, StringComparison.Ordinal);
        Assert.Contains("> 50000: 50000", e.Message, StringComparison.Ordinal);
        Assert.InRange(e.Message.Split('\n').Length, 15, 25);
    }

    [Fact]
    public void Throws_gives_the_exception()
    {
        var thrown = new FormatException("bad");
        Assert.Same(thrown, ReactiveAssert.Throws<FormatException>(() => throw thrown));
        ReactiveAssert.Throws(thrown, () => throw thrown);
    }

    [Fact]
    public void Throws_says_what_came_instead()
    {
        Assert.Equal("expected FormatException, and nothing was thrown", Assert.Throws<ReactiveAssertException>(() => ReactiveAssert.Throws<FormatException>(() => { })).Message);
        var other = Assert.Throws<ReactiveAssertException>(() => ReactiveAssert.Throws(new FormatException(), () => throw new FormatException("another"), "parsing"));
        Assert.Equal("parsing: expected this FormatException, and FormatException was thrown: another", other.Message);
        Assert.Equal("another", other.InnerException!.Message);
    }
}
