using System.Text;

namespace Kratos.Reactive.Tests;

public sealed class HttpJsonTests : ZooTests
{
    const string WholeNumber = "must be a whole number from -2147483648 to 2147483647";
    const string Number = "must be a number";

    [Theory]
    [InlineData("""{"name":"x","age":"old"}""", "age", WholeNumber)]
    [InlineData("""{"name":"x","age":1.5}""", "age", WholeNumber)]
    [InlineData("""{"name":"x","age":99999999999999999999}""", "age", WholeNumber)]
    [InlineData("""{"name":"x","age":[]}""", "age", WholeNumber)]
    [InlineData("""{"name":"x","seeds":-1}""", "seeds", "must be a whole number from 0 to 18446744073709551615")]
    [InlineData("""{"name":"x","weight":1e999}""", "weight", Number)]
    [InlineData("""{"name":"x","weight":"NaN"}""", "weight", Number)]
    [InlineData("""{"name":"x","weight":"-Infinity"}""", "weight", Number)]
    [InlineData("""{"name":"x","speed":1e39}""", "speed", Number)]
    [InlineData("""{"name":"x","price":1e999}""", "price", Number)]
    [InlineData("""{"name":1}""", "name", "must be a text")]
    [InlineData("""{"name":"\ud800"}""", "name", "must be Unicode")]
    [InlineData("""{"name":"x","wild":"yes"}""", "wild", "must be true or false")]
    [InlineData("""{"name":"x","diet":"Fish"}""", "diet", "must be one of Plants, Meat")]
    [InlineData("""{"name":"x","diet":7}""", "diet", "must be one of Plants, Meat")]
    [InlineData("""{"name":"x","diet":"7"}""", "diet", "must be one of Plants, Meat")]
    [InlineData("""{"name":"x","born":"yesterday"}""", "born", "must be a date and time, as in 2026-01-31T12:00:00Z")]
    [InlineData("""{"name":"x","tag":"one"}""", "tag", "must be a UUID")]
    [InlineData("""{"name":"x","picture":"***"}""", "picture", "must be bytes in base64")]
    [InlineData("""{"name":"x","home":1}""", "home", "must be an object")]
    [InlineData("""{"name":"x","home":{"street":"s","number":{}}}""", "home.number", WholeNumber)]
    [InlineData("""{"name":"x","friends":"a"}""", "friends", "must be a list")]
    [InlineData("""{"name":"x","friends":["a",{"b":1}]}""", "friends[1]", "must be a text")]
    [InlineData("""{"name":"x","counts":{"a":"b"}}""", "counts.a", WholeNumber)]
    public async Task A_wrong_value_names_its_field_and_what_it_must_be(string json, string field, string why) => IsFieldFailure(await Post("/animals", json), field, why);

    [Theory]
    [InlineData("{}", "name")]
    [InlineData("""{"age":3}""", "name")]
    [InlineData("""{"name":"x","home":{"street":"s"}}""", "home.number")]
    [InlineData("""{"name":"x","home":{}}""", "home.street")]
    public async Task A_missing_field_is_named(string json, string field) => IsFieldFailure(await Post("/animals", json), field, "is missing");

    [Fact]
    public async Task An_empty_body_is_an_object_without_members() => IsFieldFailure(await Send(HttpMethod.Post, "/animals", new ByteArrayContent([])), "name", "is missing");

    [Theory]
    [InlineData("""{"name":null}""", "name")]
    [InlineData("""{"name":"x","home":{"street":null,"number":1}}""", "home.street")]
    [InlineData("""{"name":"x","age":null}""", "age")]
    public async Task Null_is_refused_where_there_must_be_something(string json, string field) => IsFieldFailure(await Post("/animals", json), field, "must not be null");

    [Theory]
    [InlineData("""{"name":"x","name":"y"}""", "name")]
    [InlineData("""{"name":"x","Name":"y"}""", "Name")]
    [InlineData("""{"name":"x","home":{"street":"a","number":1,"street":"b"}}""", "home.street")]
    [InlineData("""{"name":"x","counts":{"a":1,"a":2}}""", "counts.a")]
    public async Task A_field_that_is_there_twice_is_refused(string json, string field) => IsFieldFailure(await Post("/animals", json), field, "is there twice");

    [Theory]
    [InlineData("{bad", 2)]
    [InlineData("nonsense", 2)]
    [InlineData("   ", 4)]
    [InlineData("{'name':'x'}", 2)]
    [InlineData("""{"name":"x"} x""", 14)]
    [InlineData("""{"name":"x"}{}""", 13)]
    [InlineData("""{"name":"x",}""", 13)]
    [InlineData("""{"name":"x"/*c*/}""", 12)]
    public async Task Broken_JSON_says_where(string json, int position) =>
        IsFailure(await Post("/animals", json), 400, "CODEC", $"the body is not JSON: line 1, position {position}", ("line", "1"), ("position", $"{position}"));

    [Fact]
    public async Task Broken_JSON_says_in_which_line_and_in_which_field() =>
        IsFailure(await Post("/animals", "{\n  \"age\": 1,\n  \"name\": \"x\n\"}"), 400, "CODEC", "the body is not JSON: line 3, position 13, in name", ("line", "3"), ("position", "13"), ("field", "name"));

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("1")]
    [InlineData("\"x\"")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[")]
    public async Task A_body_of_another_kind_is_refused(string json)
    {
        IsFailure(await Post("/animals", json), 400, "CODEC", "the body must be an object");
    }

    [Theory]
    [InlineData("POST", "/animals", "unknown", "unknown: is nested deeper than 64 levels")]
    [InlineData("POST", "/animals", "friends", "friends[0]: must be a text")]
    [InlineData("PUT", "/animals/x", "unknown", "the body is nested deeper than 64 levels")]
    [InlineData("PATCH", "/animals/x", "street", "the body is nested deeper than 64 levels")]
    public async Task Too_deep_a_body_is_refused(string verb, string path, string field, string message)
    {
        var deep = $$"""{"{{(verb == "POST" ? "name\":\"x\",\"" : "")}}{{field}}":{{new string('[', 100)}}{{new string(']', 100)}}}""";
        var answer = await Send(new(verb), path, Json(deep));
        Assert.Equal(400, answer.Status);
        Assert.Contains($"\"message\":\"{message}\"", answer.Body);
    }

    [Fact]
    public async Task A_hundred_thousand_brackets_are_refused_and_harmless() => Assert.Equal(400, (await Post("/animals", new string('[', 100_000))).Status);

    [Theory]
    [InlineData("POST", "/animals", new byte[] { 0x22, 0xff }, 10)]
    [InlineData("POST", "/animals", new byte[] { 0x22, 0x78, 0x22, 0x2c, 0x22, 0xc3 }, 14)]
    [InlineData("PUT", "/animals/x", new byte[] { 0x31, 0x2c, 0x22, 0xff }, 12)]
    [InlineData("PATCH", "/animals/x", new byte[] { 0x31, 0x2c, 0x22, 0xed, 0xa0, 0x80 }, 12)]
    public async Task Bytes_that_are_not_UTF_8_are_refused(string verb, string path, byte[] tail, int position) =>
        IsFailure(await Send(new(verb), path, Json([.. Encoding.UTF8.GetBytes("""{"name":"""), .. tail, (byte)'"', (byte)':', (byte)'1', (byte)'}'])), 400, "CODEC", $"the body is not UTF-8: position {position}", ("position", $"{position}"));

    [Theory]
    [InlineData("POST", "/animals", "the body has a name or a value that cannot be read")]
    [InlineData("PUT", "/animals/x", "the body has a name that is not a text: position 2")]
    [InlineData("PATCH", "/animals/x", "home: has a name or a value that cannot be read")]
    public async Task Half_a_surrogate_pair_in_a_name_is_refused(string verb, string path, string message)
    {
        var answer = await Send(new(verb), path, Json("""{"\ud800":1}"""));
        Assert.Equal(400, answer.Status);
        Assert.Contains($"\"message\":\"{message}\"", answer.Body);
    }

    [Theory]
    [InlineData("""{"name":"x","age":"3"}""")]
    [InlineData("""{"NAME":"x","AGE":3,"unknown":[{}]}""")]
    [InlineData("\ufeff{\"name\":\"x\",\"age\":3}")]
    [InlineData(""" { "name" : "\u0078" , "age" : 3 } """)]
    public async Task What_is_good_is_taken(string json)
    {
        var answer = await Post("/animals", json);
        Assert.Equal(200, answer.Status);
        Assert.StartsWith("""{"name":"x","age":3,""", answer.Body);
    }

    [Fact]
    public async Task Members_of_the_body_and_of_the_path_are_one_message_and_the_path_has_the_last_word()
    {
        var answer = await Send(HttpMethod.Put, "/animals/path", Json("""{"name":"body","age":3}"""));
        Assert.StartsWith("""{"name":"path","age":3,""", answer.Body);
        IsFieldFailure(await Send(HttpMethod.Put, "/animals/path", Json("""{"age":3,"age":4}""")), "age", "is there twice");
        IsFieldFailure(await Send(HttpMethod.Patch, "/animals/path", Json("""{"street":"s","number":"n"}""")), "home.number", WholeNumber);
        IsFieldFailure(await Send(HttpMethod.Patch, "/animals/path", Json("{}")), "home.street", "is missing");
    }
}
