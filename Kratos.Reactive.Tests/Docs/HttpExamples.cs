using System.Collections.Concurrent;
using Helloworld.V1;

namespace Kratos.Reactive.Tests;

/// <summary>The examples of the README for HTTP.</summary>
public sealed class HttpExamples
{
    sealed record Key(string Id);

    sealed record User(string Id, string Name);

    static readonly ConcurrentDictionary<string, User> users = new() { ["ada"] = new("ada", "Ada Lovelace") };

    static Eff<User> Find(Key key) => users.TryGetValue(key.Id, out var user) ? SuccessEff(user) : Error.NotFound("NO_USER", $"there is no user {key.Id}");

    static Eff<Reply> Add(User user) => users.TryAdd(user.Id, user) ? SuccessEff(Reply.Created(user, $"/v1/users/{user.Id}")) : Error.Conflict("USER_EXISTS", $"there is a user {user.Id} already");

    static Eff<Unit> Remove(Key key) => from user in Find(key) from _ in liftEff(() => { users.TryRemove(user.Id, out var _); }) select Unit.Default;

    static Middleware Admins() => static next => request => request.Headers.Find("x-role").IfNone("") == "admin" ? next(request) : Error.Forbidden("NOT_ADMIN", "this is for administrators");

    static Service Users() =>
    // docs:begin routes
        Routes
            .Get("/users/{id}", (Key key) => Find(key))
            .Post("/users", (User user) => Add(user))
            .And(Routes.Delete("/users/{id}", (Key key) => Remove(key)).With(Admins()))
            .Under("/v1")
            .Get("/ping", () => SuccessEff("pong"));
    // docs:end

    [Theory]
    [InlineData("GET /v1/users/ada HTTP/1.1", "", 200, """{"id":"ada","name":"Ada Lovelace"}""")]
    [InlineData("GET /v1/users/bob HTTP/1.1", "", 404, """{"code":404,"reason":"NO_USER","message":"there is no user bob","metadata":{}}""")]
    [InlineData("POST /v1/users HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 37", """{"id":"grace","name":"Grace Hopper"} """, 201, """{"id":"grace","name":"Grace Hopper"}""")]
    [InlineData("DELETE /v1/users/ada HTTP/1.1", "", 403, """{"code":403,"reason":"NOT_ADMIN","message":"this is for administrators","metadata":{}}""")]
    [InlineData("GET /ping HTTP/1.1", "", 200, "\"pong\"")]
    [InlineData("GET /v1/ping HTTP/1.1", "", 404, null)]
    public async Task What_the_routes_answer(string head, string body, int status, string? reply)
    {
        await using var server = await Serving.Start(Users());
        var answer = Answer.Of(await server.Raw($"{head}\r\nHost: x\r\nConnection: close\r\n\r\n{body}"));
        Assert.Equal((status, reply ?? answer.Body), (answer.Status, answer.Body));
    }

    // docs:begin client
    static readonly HttpClientOptions Patient = HttpClientOptions.Default with
    {
        Call = HttpCallOptions.Default with { Timeout = 2.Seconds, Retry = new(Schedule.Exponential(100.Milliseconds).Jitter() & Schedule.Recurs(3)) },
    };

    static Eff<IList<string>> Greetings(Uri server, string name) => Client.Http(server.ToString(), Patient).Use(client =>
        from env in envEff
        let greeter = GreeterService.Over(client)
        from first in greeter.SayHello(new() { Name = name })
        from more in greeter.LotsOfReplies(new() { Name = name }, env).Select(reply => reply.Message).StartWith(first.Message).ToList().SingleEff()
        select more);
    // docs:end

    [Fact]
    public async Task The_record_of_a_proto_file_calls_over_HTTP_too()
    {
        await using var server = await Serving.Start(GrpcRun.Greeter.ToService());
        Assert.Equal(["Hello Ada", "Hello Ada 0", "Hello Ada 1", "Hello Ada 2"], (await Greetings(server.Uri, "Ada").RunAsync(Env.System)).ThrowIfFail());
    }
}
