using Google.Protobuf.Reflection;
using Kratos.Reactive.Protos.Reflection.V1;
using Alpha = Kratos.Reactive.Protos.Reflection.V1Alpha;

namespace Kratos.Reactive.Tests;

/// <summary>Point 27 of the protocol.</summary>
public sealed class ReflectionTests
{
    readonly VirtualTime time = new();
    readonly IReadOnlyList<Service> services = Reflection.Of(GrpcRun.Greeter.ToService(), new Service("by.Hand").Unary<string, string>("Say", SuccessEff), Odd);

    static Service Odd { get; } = new Service("odd.Thing") { Descriptor = Protos.Reflection.V1.ReflectionReflection.Descriptor.Services[0] };

    ServerReflectionResponse Ask(ServerReflectionRequest request) => time.Run(ServerReflectionService.Over(services[0].InProcess())
        .ServerReflectionInfo(Observable.Return(request, ImmediateScheduler.Instance), time.Env))[0].What.Value;

    static string[] Names(ServerReflectionResponse answer) => [.. answer.FileDescriptorResponse.FileDescriptorProto.Select(bytes => FileDescriptorProto.Parser.ParseFrom(bytes).Name)];

    [Fact]
    public void Point_27_all_services_are_listed_with_those_that_tell_of_them() => Assert.Equal(
        ["by.Hand", "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection", "helloworld.v1.Greeter", "odd.Thing"],
        Ask(new() { ListServices = "" }).ListServicesResponse.Service.Select(service => service.Name));

    [Theory]
    [InlineData("helloworld.v1.Greeter")]
    [InlineData("helloworld.v1.Greeter.SayHello")]
    [InlineData("helloworld.v1.HelloRequest")]
    [InlineData("helloworld.v1.HelloRequest.name")]
    public void Point_27_a_symbol_gives_its_file_and_all_that_it_needs(string symbol)
    {
        var names = Names(Ask(new() { FileContainingSymbol = symbol }));
        Assert.Equal("helloworld/v1/greeter.proto", names[0]);
        Assert.Equal(["google/api/annotations.proto", "google/api/http.proto", "google/protobuf/descriptor.proto"], names.Skip(1).Order());
    }

    [Fact]
    public void Point_27_a_file_is_found_by_its_name() => Assert.Equal("google/api/http.proto", Assert.Single(Names(Ask(new() { FileByFilename = "google/api/http.proto" }))));

    [Fact]
    public void Point_27_extensions_are_found_by_what_they_extend()
    {
        Assert.Equal("google/api/annotations.proto", Names(Ask(new() { FileContainingExtension = new() { ContainingType = "google.protobuf.MethodOptions", ExtensionNumber = 72295728 } }))[0]);
        Assert.Equal([72295728], Ask(new() { AllExtensionNumbersOfType = "google.protobuf.MethodOptions" }).AllExtensionNumbersResponse.ExtensionNumber);
        Assert.Empty(Ask(new() { AllExtensionNumbersOfType = "helloworld.v1.HelloRequest" }).AllExtensionNumbersResponse.ExtensionNumber);
    }

    [Fact]
    public void Point_27_what_is_not_there_is_said_in_the_stream_which_goes_on()
    {
        ServerReflectionRequest[] questions =
        [
            new() { FileContainingSymbol = "no.Such" }, new() { FileByFilename = "no.proto" }, new() { AllExtensionNumbersOfType = "no.Such" },
            new() { FileContainingExtension = new() { ContainingType = "helloworld.v1.HelloRequest", ExtensionNumber = 1 } }, new(), new() { Host = "here", ListServices = "" },
        ];
        var answers = time.Run(ServerReflectionService.Over(services[0].InProcess()).ServerReflectionInfo(questions.ToObservable(ImmediateScheduler.Instance), time.Env));
        Assert.Equal([5, 5, 5, 5, 3], answers.Take(5).Select(answer => answer.What.Value.ErrorResponse.ErrorCode));
        Assert.Equal(("here", questions[5]), (answers[5].What.Value.ValidHost, answers[5].What.Value.OriginalRequest));
        Assert.False(answers[6].What.HasValue);
    }

    [Fact]
    public void Point_27_v1alpha_says_the_same()
    {
        var request = new Alpha.ServerReflectionRequest { FileContainingSymbol = "helloworld.v1.Greeter" };
        var answer = time.Run(Alpha.ServerReflectionService.Over(services[1].InProcess()).ServerReflectionInfo(Observable.Return(request, ImmediateScheduler.Instance), time.Env))[0].What.Value;
        Assert.Equal(request, answer.OriginalRequest);
        Assert.Equal(Ask(new() { FileContainingSymbol = "helloworld.v1.Greeter" }).FileDescriptorResponse.FileDescriptorProto, answer.FileDescriptorResponse.FileDescriptorProto);
    }

    [Fact]
    public async Task A_server_does_not_tell_unless_it_is_given_them()
    {
        await using var silent = await GrpcRun.Start();
        Assert.Equal(GrpcCode.Unimplemented, (await silent.Call("/grpc.reflection.v1.ServerReflection/ServerReflectionInfo", [])).Status);
        await using var server = await GrpcRun.Start([GrpcRun.Greeter.ToService(), .. services]);
        Assert.Equal(GrpcCode.Ok, (await server.Call("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", RawAnswer.Frame(new Alpha.ServerReflectionRequest { ListServices = "" }))).Status);
    }
}
