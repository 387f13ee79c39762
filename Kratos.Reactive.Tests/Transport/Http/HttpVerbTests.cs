namespace Kratos.Reactive.Tests;

public sealed class HttpVerbTests : ZooTests
{
    Task<Answer> Ask(string line, string more = "") => Raw($"{line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{more}\r\n");

    [Theory]
    [InlineData("GET /")]
    [InlineData("GET /elsewhere")]
    [InlineData("POST /elsewhere")]
    [InlineData("OPTIONS /elsewhere")]
    [InlineData("GET /zoo.v1.Zoo/Find")]
    public async Task An_unknown_path_is_404(string line) => IsFailure(await Ask(line), 404, "NOT_FOUND", "there is nothing at this path");

    [Theory]
    [InlineData("POST /animals/rex", "GET, HEAD, PATCH, PUT, OPTIONS")]
    [InlineData("DELETE /animals", "POST, OPTIONS")]
    [InlineData("GET /animals", "POST, OPTIONS")]
    [InlineData("GET /animals/", "POST, OPTIONS")]
    [InlineData("TRACE /nothing", "GET, HEAD, POST, OPTIONS")]
    [InlineData("BREW /nothing", "GET, HEAD, POST, OPTIONS")]
    public async Task A_known_path_with_another_verb_is_405_and_says_which_are_there(string line, string allow)
    {
        var answer = await Ask(line);
        IsFailure(answer, 405, "METHOD_NOT_ALLOWED", "this path is not for this method; see the header field Allow");
        Assert.Equal(allow.Split(", ").Order(), answer.Fields["Allow"].Split(", ").Order());
    }

    [Theory]
    [InlineData("/animals/rex", "GET, HEAD, PATCH, PUT, OPTIONS")]
    [InlineData("/animals", "POST, OPTIONS")]
    public async Task OPTIONS_says_which_verbs_a_path_has(string path, string allow)
    {
        var answer = await Ask($"OPTIONS {path}");
        Assert.Equal((204, ""), (answer.Status, answer.Body));
        Assert.Equal(allow.Split(", ").Order(), answer.Fields["Allow"].Split(", ").Order());
    }

    [Fact]
    public async Task OPTIONS_of_the_whole_server_says_that_it_is_there() => Assert.Equal((204, ""), await Ask("OPTIONS *") is var answer ? (answer.Status, answer.Body) : default);

    [Theory]
    [InlineData("/animals/rex", 200)]
    [InlineData("/nothing", 200)]
    [InlineData("/elsewhere", 404)]
    [InlineData("/animals", 405)]
    [InlineData("/aged/old/rex", 400)]
    [InlineData("/animals/%zz", 400)]
    public async Task HEAD_is_GET_without_its_body(string path, int status)
    {
        var (head, get) = (await Ask($"HEAD {path}"), await Ask($"GET {path}"));
        Assert.Equal((status, ""), (head.Status, head.Body));
        Assert.Equal(get.Fields.Where(field => field.Key != "Date"), head.Fields.Where(field => field.Key != "Date"));
    }
}
