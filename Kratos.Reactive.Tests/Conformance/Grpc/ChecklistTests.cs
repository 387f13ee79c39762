using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Kratos.Reactive.Tests;

/// <summary>Each point of the protocol, and each pitfall of Kestrel and of the platform's client, has a test named after it: <c>Point_4_...</c>, <c>P7_...</c>, <c>Point_23_and_P14_...</c></summary>
public sealed partial class ChecklistTests
{
    static readonly IReadOnlyDictionary<string, string> points = new Dictionary<string, string>
    {
        ["Point_1"] = "the shape of a request",
        ["Point_2"] = "another content type, method or version of HTTP",
        ["Point_3"] = "grpc-timeout",
        ["Point_4"] = "frames, however they are split",
        ["Point_5"] = "the end of what the client sends",
        ["Point_6"] = "header fields, messages, trailers; trailers alone",
        ["Point_7"] = "when header fields go out",
        ["Point_8"] = "status, message and details",
        ["Point_9"] = "an answer without a status",
        ["Point_10"] = "a status before the client has ended",
        ["Point_11"] = "metadata",
        ["Point_12"] = "the limits of metadata",
        ["Point_13"] = "statuses that the library makes",
        ["Point_14"] = "RST_STREAM",
        ["Point_15"] = "the order of messages and status",
        ["Point_16"] = "cancellation",
        ["Point_17"] = "compression",
        ["Point_18"] = "GOAWAY",
        ["Point_19"] = "PING",
        ["Point_20"] = "waits between tries to connect",
        ["Point_21"] = "the states of a channel",
        ["Point_22"] = "failing fast, and waiting until it is ready",
        ["Point_23"] = "limits of streams, flow control, TLS",
        ["Point_25"] = "retries",
        ["Point_26"] = "health",
        ["Point_27"] = "reflection",
        ["Point_28"] = "other implementations",
        ["P1"] = "the least rate of a request's body",
        ["P2"] = "the largest body of a request",
        ["P3"] = "header fields that are not flushed",
        ["P4"] = "a reset that is thrown by the body before the token is told",
        ["P5"] = "trailers alone, and bytes that were written before a failure",
        ["P6"] = "text that HTTP cannot carry",
        ["P7"] = "the deadline of a server",
        ["P8"] = "large header fields",
        ["P9"] = "many resets",
        ["P10"] = "a graceful stop with open streams",
        ["P11"] = "HTTP/2 without TLS",
        ["P12"] = "padding",
        ["P13"] = "a deadline beside a cancellation",
        ["P14"] = "more calls than one connection takes",
        ["P15"] = "an answer before the request has ended",
        ["P16"] = "each message is flushed",
        ["P18"] = "what the platform's exceptions mean",
        ["P19"] = "a call that is left",
    };

    // Where we depart from the protocol's documents on purpose, and why.
    static readonly IReadOnlyDictionary<string, (string Why, string Page)> departures = new Dictionary<string, (string, string)>
    {
        ["Point_13"] = ("what a handler throws is INTERNAL with the reason PANIC, not UNKNOWN: an exception is an error of 500, as Kratos has it, and comes back the same", "36-what-a-handler-throws-is-internal.md"),
        ["Point_24"] = ("the settings of a client are values (GrpcClientOptions), not the JSON of a service config", "29-a-client-is-a-resource.md"),
    };

    // Neither tested by name: how the platform's handler is set up (P17) and what it costs (P20) is seen in everything else. What Point_24 asks for is not there.
    static readonly string[] choices = ["Point_24", "P17", "P20"];

    static IEnumerable<string> Named =>
        from method in typeof(ChecklistTests).Assembly.GetTypes().SelectMany(static type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static))
        where method.GetCustomAttributes<FactAttribute>().Any()
        from Match prefix in Prefix().Matches(method.Name)
        select prefix.Groups[1].Value;

    [Fact]
    public void Each_point_has_a_test_named_after_it_and_each_test_names_one_that_there_is()
    {
        var named = Named.ToHashSet();
        Assert.Equal([], points.Keys.Except(named));
        Assert.Equal([], named.Except(points.Keys));
    }

    [Fact]
    public void Each_departure_from_the_protocol_is_of_a_point_that_there_is_and_has_a_page_that_says_so() => Assert.All(departures, static one =>
    {
        Assert.Contains(one.Key, points.Keys.Concat(choices));
        Assert.NotEmpty(one.Value.Why);
        Assert.Contains($"point {one.Key["Point_".Length..]} of our checklist", File.ReadAllText(Path.Combine(Repository.Root, "Kratos.Reactive", "Decisions", one.Value.Page)), StringComparison.Ordinal);
    });

    [Fact]
    public void No_number_is_left_out() => Assert.Equal(
        [.. Enumerable.Range(1, 28).Select(static n => $"Point_{n}"), .. Enumerable.Range(1, 20).Select(static n => $"P{n}")],
        points.Keys.Concat(choices).OrderBy(static name => name.StartsWith("Point", StringComparison.Ordinal) ? 0 : 1).ThenBy(static name => int.Parse(name.TrimStart('P', 'o', 'i', 'n', 't', '_'), CultureInfo.InvariantCulture)));

    // At the beginning, and after an "and".
    [GeneratedRegex(@"(?:^|(?<=^(?:Point_|P)\d+_and_))(Point_\d+|P\d+)(?=_)")]
    private static partial Regex Prefix();
}
