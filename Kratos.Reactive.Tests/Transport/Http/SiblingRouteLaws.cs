using FsCheck;
using FsCheck.Fluent;

namespace Kratos.Reactive.Tests;

/// <summary>Routes whose siblings differ by a verb: what a client asks one method no other answers. (A value that is the literal of a sibling is for that: literals go before variables.)</summary>
public sealed class SiblingRouteLaws
{
    public sealed record Named(string Id);

    static readonly string[] paths = ["/v1/{id}", "/v1/{id}:raw", "/v1/books:list", "/t/{id=**}", "/t/{id=**}:go", "/w/{id=**}/leaf", "/w/{id=**}/leaf:rake"];

    static Service Service { get; } = paths.Select(static path => path.Contains('{')
        ? Routes.Get(path, (Named named) => SuccessEff($"{path} {named.Id}"))
        : Routes.Get(path, () => SuccessEff($"{path} "))).Aggregate(static (all, one) => all.And(one));

    static Gen<string> Ids => Gen.Elements("a", "b", "/", ":", ":raw", ":list", ":go", "books", "leaf", "leaf:rake", "%", "%3A", "%2F", ".", "..", " ", "ü", "+", "?", "#", "*", "{id}").ListOf().Select(static parts => string.Concat(parts));

    [Fact]
    public async Task A_value_is_what_the_method_that_was_asked_gets_or_it_is_refused_before_it_is_sent()
    {
        await using var server = await Serving.Start(Service);
        await using var client = await HttpCalled.At(server.Uri.ToString());
        Prop.ForAll(Gen.Elements(paths.Where(static path => path.Contains('{')).ToArray()).Zip(Ids).ToArbitrary(), async one =>
        {
            var (path, id) = one;
            var method = Service.Methods.Single(method => method.Rules[0].Path == path);
            var end = await client.Ask(method, new Named(id));
            if (end.IsFail) Assert.Equal((400, "CODEC"), (end.Error.Code, end.Error.Reason));
            else Assert.Equal($"{path} {id}", end.Value.Message);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000).WithEndSize(5));
    }
}
