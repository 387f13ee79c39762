using FsCheck;
using FsCheck.Fluent;

namespace Kratos.Reactive.Tests;

/// <summary>Whatever routes a server takes: a path that some of them match is answered by one of these, the same in whatever order they were given, and a path that none matches by nobody.</summary>
public sealed class RouteLaws
{
    const int Tries = 100;

    static readonly string[] words = ["a", "b", "a:go", "b:go", "c"];

    static readonly string[] paths = [.. Paths(3)];

    static Gen<string> Template =>
        from length in Gen.Choose(1, 3)
        from segments in Gen.Elements("a", "b", "*").ListOf(length)
        from many in Gen.Frequency((3, Gen.Constant(-1)), (2, Gen.Choose(0, length - 1)))
        from verb in Gen.Frequency((3, Gen.Constant("")), (1, Gen.Constant(":go")))
        select $"/{string.Join('/', segments.Select((segment, at) => at == many ? "**" : segment))}{verb}";

    static IEnumerable<string> Paths(int depth) => depth == 0 ? [] : words.SelectMany(word => Paths(depth - 1).Select(rest => $"/{word}{rest}").Prepend($"/{word}"));

    static Service Of(IEnumerable<string> templates) => templates.Aggregate(Routes.None, static (all, path) => all.Get(path, static () => currentCall.Map(static call => call.Operation.Name)));

    [Fact]
    public void A_path_has_the_one_route_that_is_for_it()
    {
        var taken = 0;
        Prop.ForAll(Template.ListOf().ToArbitrary(), async drawn =>
        {
            string[] templates = [.. drawn.Distinct()];
            if ((await Server.Http("http://127.0.0.1:0", Of(templates)).Listen.Use(static _ => unitEff).RunAsync(Env.System)).IsFail) return;       // two of them are for the same paths
            Interlocked.Increment(ref taken);
            await using var server = await Serving.Start(Of(templates));
            await using var reversed = await Serving.Start(Of(templates.Reverse()));
            foreach (var path in paths)
            {
                var found = await Found(server, path);
                Assert.Equal((path, found), (path, await Found(reversed, path)));
                string[] matching = [.. templates.Where(template => Matches(RouteTemplate.Parse(template).Value, path[1..].Split('/')))];
                if (matching.Length == 0) Assert.Equal((path, null), (path, found));
                else Assert.Contains(found, matching);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Tries).WithEndSize(8));
        Assert.True(Volatile.Read(ref taken) > Tries / 3, $"only {taken} of the lists were taken");
    }

    static async Task<string?> Found(Serving server, string path)
    {
        using var reply = await server.Client.GetAsync(path);
        if ((int)reply.StatusCode == 404) return null;
        Assert.Equal((path, 200), (path, (int)reply.StatusCode));
        return (await reply.Content.ReadAsStringAsync()).Trim('"')["/GET".Length..];
    }

    // The rules, said the slow way.
    static bool Matches(RouteTemplate template, string[] parts)
    {
        if (template.Verb.Length > 0)
        {
            if (!parts[^1].EndsWith(template.Verb, StringComparison.Ordinal)) return false;
            parts = [.. parts[..^1], parts[^1][..^template.Verb.Length]];
            if (template.Segments[^1].Kind != SegmentKind.Literal && parts[^1].Length == 0) return false;
        }

        return Fits([.. template.Segments], parts, template.Verb.Length > 0);
    }

    static bool Fits(ReadOnlySpan<PathSegment> segments, ReadOnlySpan<string> parts, bool some)
    {
        if (segments.IsEmpty) return parts.IsEmpty;
        if (segments[0].Kind == SegmentKind.Many)
        {
            for (var taken = some && segments.Length == 1 ? 1 : 0; taken <= parts.Length; taken++)
                if (Fits(segments[1..], parts[taken..], some)) return true;
            return false;
        }

        return !parts.IsEmpty && (segments[0].Kind == SegmentKind.One || parts[0].Equals(segments[0].Text, StringComparison.OrdinalIgnoreCase)) && Fits(segments[1..], parts[1..], some);
    }
}
