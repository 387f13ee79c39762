using FsCheck;
using FsCheck.Fluent;

namespace Kratos.Reactive.Tests;

/// <summary>Whatever stands in a path and a query of a message's rules: an answer below 500, nothing logged at Error.</summary>
public sealed class MessagePathFuzzTests : EchoTests
{
    const int Tries = 1500;

    static readonly string[] Starts = ["/hello/", "/subs/", "/v1/", "/v1/shelves/", "/v1/trees/", "/v1/files/", "/v1.0/a.b/", "/complex/", "/odds/number/", "/files/", "http://x/v1/trees/", "/"];

    static readonly string[] Pieces =
        ["/", "//", ".", "..", "/./", "/../", "%2e", "%2E%2e", "%2F", "%252F", "%C3%BC", "%ff", "%zz", "%", "%00", ":read", ":fell", "%3Aread", ":", "leaves", "/leaves/", "/books/", "of/", "1", "woman", "a", "\\", "+", ";", "@", "{", "}", "*", "~"];

    static Gen<string> Text => Gen.Elements(Pieces).ListOf().Select(list => string.Concat(list));

    [Fact]
    public void Paths() => Prop.ForAll(Gen.Elements(Starts).Zip(Text).Zip(Text).ToArbitrary(), async parts =>
    {
        var answer = await Ask("GET", $"{parts.Item1.Item1}{parts.Item1.Item2}?sub.naming={parts.Item2}");
        Assert.True(answer.Status is >= 200 and < 500, $"{answer.Status}");
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(Tries).WithEndSize(12));
}
