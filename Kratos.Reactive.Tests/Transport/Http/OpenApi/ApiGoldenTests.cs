using Helloworld.V1;

namespace Kratos.Reactive.Tests;

/// <summary>Descriptions to the letter. <c>KRATOS_APPROVE=1</c> writes down what is written now: look at the change, and commit it.</summary>
public sealed class ApiGoldenTests
{
    static readonly string folder = Path.Combine(Repository.Root, "Kratos.Reactive.Tests", "Transport", "Http", "OpenApi", "Golden");

    static Service Greeter { get; } = new GreeterService
    {
        SayHello = static request => SuccessEff(new Helloworld.V1.HelloReply { Message = request.Name }),
        LotsOfReplies = static (request, _) => Observable.Return(new Helloworld.V1.HelloReply { Message = request.Name }),
        LotsOfGreetings = static requests => requests.LastEff().Map(static request => new Helloworld.V1.HelloReply { Message = request.Name }),
        BidiHello = static (requests, _) => requests.Select(static request => new Helloworld.V1.HelloReply { Message = request.Name }),
    }.ToService();

    [Fact]
    public Task A_service_of_a_proto_file() => Is("greeter", new OpenApi("Greeter", "v1.0.0") { Description = "Greets.", Servers = ["https://greet.example.com"] }, Greeter);

    [Fact]
    public Task Routes_written_by_hand() => Is("users", new OpenApi("Users", "v2"), Routes
        .At<Key, User>(HttpRule.Get("/users/{id}") with { Summary = "One user." }, static key => SuccessEff(new User(key.Id, "a")))
        .At<User, User>(HttpRule.Post("/users") with { Status = 201 }, SuccessEff)
        .At<Key, Unit>(HttpRule.Delete("/users/{id}") with { Status = 204 }, static _ => unitEff));

    public sealed record Key(int Id, bool Whole = false);

    public sealed record User(int Id, string Name, string? Email = null);

    static async Task Is(string name, OpenApi api, Service service)
    {
        var text = api.Describe(HttpOptions.Default, service).ThrowIfFail() + "\n";
        var file = Path.Combine(folder, $"{name}.json");
        if (Environment.GetEnvironmentVariable("KRATOS_APPROVE") == "1") await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
        Assert.Equal(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), text);
        await new ApiJudge(text).Agree();
    }
}
