using System.Reactive.Subjects;
using Ask = Helloworld.V1.HelloRequest;

namespace Kratos.Reactive.Tests;

/// <summary>Connections that break, are silent, or take less than is sent.</summary>
public sealed class GrpcClientFaultTests
{
    static (int, string) Code(Error error) => (error.Code, error.Reason);

    [Fact]
    public async Task Point_13_and_19_a_server_that_answers_no_PING_is_lost_and_its_calls_are_unavailable()
    {
        await using var server = new RawServer(static stream => stream.Headers()) { AnswersPings = false };
        await using var client = await Called.At(server.Address, GrpcClientOptions.Default with { KeepAlive = 1.Seconds, KeepAliveTimeout = 1.Seconds });
        var (unary, stream) = (client.Asked(), client.All(Called.Replies, Observable.Return(new Ask())));
        Assert.Equal((503, "UNAVAILABLE"), Code((await unary).Error));
        Assert.Equal((503, "UNAVAILABLE"), Code((await stream).Error));
        await Assert.Single(server.Connections).Ended.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_connection_that_is_lost_in_the_middle_of_a_stream_makes_it_unavailable()
    {
        await using var server = new RawServer(static async stream =>
        {
            await stream.Headers();
            await stream.Data(RawStream.Framed([]));
        });
        await using var client = await Called.At(server);
        var seen = (await client.Stream(Called.Replies, Observable.Return(new Ask())).Do(_ => Assert.Single(server.Connections).Close()).Materialize().ToList().SingleEff().RunAsync(Env.System)).Value;
        Assert.Equal(2, seen.Count);
        Assert.Equal((503, "UNAVAILABLE"), Code(Assert.IsType<ErrorException>(seen[1].Exception).Error));
    }

    [Fact]
    public async Task A_connection_that_is_lost_while_requests_go_out_is_unavailable_and_their_source_is_left()
    {
        await using var server = new RawServer(static async stream =>
        {
            await stream.Message();
            stream.Connection.Close();
        });
        await using var client = await Called.At(server);
        using var asked = new ReplaySubject<Ask>();
        asked.OnNext(new Ask());
        Assert.Equal((503, "UNAVAILABLE"), Code((await client.All(Called.Bidi, asked)).Error));
        await Eventually.True(() => !asked.HasObservers, "the source to be left");
    }

    [Fact]
    public async Task Point_12_header_fields_that_the_server_says_are_too_large_for_it_exhaust_a_resource()
    {
        await using var server = new RawServer(static stream => stream.Only(("grpc-status", "5"))) { Settings = [0, 6, 0, 0, 2, 0] };      // 512 bytes
        await using var client = await Called.At(server);
        Assert.Equal((404, "NOT_FOUND"), Code((await client.Asked()).Error));
        Assert.Equal((429, "RESOURCE_EXHAUSTED"), Code((await client.Asked(headers: Headers.Empty.Add("a", new string('a', 1000)))).Error));
        Assert.Single(server.Streams);
    }
}
