using Google.Protobuf;
using Google.Protobuf.Reflection;
using Kratos.Reactive.Protos.Reflection.V1;

namespace Kratos.Reactive.Tests;

/// <summary>What our server says of itself, read by npm's grpc-js-reflection-client, with its own protos, and by protoc.</summary>
public sealed class ReflectionPeerTests
{
    // The health service has a map.
    static Task<GrpcRun> Start()
    {
        IReadOnlyList<Service> services = [GrpcRun.Greeter.ToService(), Health.Of(GrpcRun.Greeter.ToService()).Service];
        return GrpcRun.Start([.. services, .. Reflection.Of(services)]);
    }

    [Theory]
    [InlineData("list", "grpc.health.v1.Health\ngrpc.reflection.v1.ServerReflection\ngrpc.reflection.v1alpha.ServerReflection\nhelloworld.v1.Greeter")]
    [InlineData(
        "type helloworld.v1.Greeter",
        "SayHello(.helloworld.v1.HelloRequest) .helloworld.v1.HelloReply\n"
        + "LotsOfReplies(.helloworld.v1.HelloRequest) stream .helloworld.v1.HelloReply\n"
        + "LotsOfGreetings(stream .helloworld.v1.HelloRequest) .helloworld.v1.HelloReply\n"
        + "BidiHello(stream .helloworld.v1.HelloRequest) stream .helloworld.v1.HelloReply")]
    [InlineData("type helloworld.v1.HelloReply", "message = 1: string")]
    [InlineData("call helloworld.v1.Greeter SayHello {\"name\":\"Ada\"}", "{\"message\":\"Hello Ada\"}")]
    [InlineData("call helloworld.v1.Greeter SayHello {\"name\":\"error\"}", "failed: 5 nobody is called error")]
    [InlineData("type grpc.health.v1.HealthListResponse", "statuses = 1: map<string, .grpc.health.v1.HealthCheckResponse>")]
    [InlineData("type helloworld.v1.Nothing", "failed: there is no 'helloworld.v1.Nothing' here")]
    public async Task Point_27_a_client_lists_describes_and_calls_with_nothing_but_that(string question, string answer)
    {
        await using var server = await Start();
        foreach (var version in (string[])["v1", "v1alpha"])
        {
            await using var client = Peer.Script("grpc-js/reflection.js", [$"127.0.0.1:{server.Uri.Port}", version, .. question.Split(' ')]);
            await client.Exit();
            Assert.Equal($"{version}:\n{answer}", $"{version}:\n{client.Output}");
        }
    }

    [Fact]
    public async Task Point_27_protoc_finds_nothing_wrong_with_the_files()
    {
        await using var server = await Start();
        await using var client = await Called.At($"http://{server.Uri.Authority}");
        var questions = new[] { "grpc.health.v1.Health", "grpc.reflection.v1alpha.ServerReflection", "helloworld.v1.Greeter" }.Select(symbol => new ServerReflectionRequest { FileContainingSymbol = symbol });
        var answers = await ServerReflectionService.Over(client.Client).ServerReflectionInfo(questions.ToObservable(), Env.System).ToList().SingleEff().RunAsync(Env.System);
        var files = answers.ThrowIfFail().SelectMany(answer => answer.FileDescriptorResponse.FileDescriptorProto).Select(FileDescriptorProto.Parser.ParseFrom).DistinctBy(file => file.Name).ToList();
        var (told, read) = (Path.GetTempFileName(), Path.GetTempFileName());
        try
        {
            await File.WriteAllBytesAsync(told, new FileDescriptorSet { File = { files } }.ToByteArray(), TestContext.Current.CancellationToken);
            await using var protoc = Program.Start("protoc", [$"--descriptor_set_in={told}", $"--descriptor_set_out={read}", "--include_imports", .. files.Select(file => file.Name)]);
            Assert.True(await protoc.Exit() == 0, protoc.Output);
            var known = FileDescriptorSet.Parser.ParseFrom(await File.ReadAllBytesAsync(read, TestContext.Current.CancellationToken));
            Assert.Equal(files.Select(file => file.Name).Order(StringComparer.Ordinal), known.File.Select(file => file.Name).Order(StringComparer.Ordinal));
        }
        finally
        {
            File.Delete(told);
            File.Delete(read);
        }
    }
}
