namespace Kratos.Reactive.Tests;

public sealed class HttpBindingTests : ZooTests
{
    const string WholeNumber = "must be a whole number from -2147483648 to 2147483647";

    [Theory]
    [InlineData("rex", "rex")]
    [InlineData("a%20b+c", "a b+c")]
    [InlineData("a%2Fb", "a/b")]
    [InlineData("a%2fb%3F%23", "a/b?#")]
    [InlineData("a%252Fb", "a%2Fb")]
    [InlineData("%25zz", "%zz")]
    [InlineData("%C3%BC", "ü")]
    [InlineData("a:b;c=1,d@e!$&'()*", "a:b;c=1,d@e!$&'()*")]
    [InlineData("..%2F..%2Fetc", "../../etc")]
    [InlineData("rex/", "rex")]
    public async Task A_segment_is_decoded_once(string segment, string name)
    {
        var answer = await Raw($"GET /animals/{segment} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.Equal(200, answer.Status);
        using var json = System.Text.Json.JsonDocument.Parse(answer.Body);
        Assert.Equal(name, json.RootElement.GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("%zz")]
    [InlineData("%")]
    [InlineData("a%2")]
    [InlineData("%ff")]
    [InlineData("%C3")]
    [InlineData("%C3/")]
    [InlineData("%ED%A0%80")]
    [InlineData("%C0%AF")]
    [InlineData("ok%20%+1")]
    public async Task A_segment_that_is_not_percent_encoded_UTF_8_is_refused(string segment) =>
        IsFieldFailure(await Raw($"GET /animals/{segment} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), "name", "is not percent-encoded UTF-8");

    [Theory]
    [InlineData("/aged/3/%zz", "name")]
    [InlineData("/aged/%zz/rex", "age")]
    [InlineData("/files/a/%zz", "name")]
    [InlineData("/animals/%zz:wake", "name")]
    public async Task The_segment_that_is_wrong_is_the_one_named(string path, string field) =>
        IsFieldFailure(await Raw($"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), field, "is not percent-encoded UTF-8");

    [Theory]
    [InlineData("/aged/old/rex")]
    [InlineData("/aged/99999999999/rex")]
    [InlineData("/aged/1.5/rex")]
    [InlineData("/aged/0x10/rex")]
    [InlineData("/aged/%20/rex")]
    public async Task A_path_that_is_none_of_its_fields_values_names_the_field(string path) => IsFieldFailure(await Get(path), "age", WholeNumber);

    [Theory]
    [InlineData("age=old", "age", WholeNumber)]
    [InlineData("age=1&age=2", "age", "is given more than once")]
    [InlineData("age=%zz", "age", "is not percent-encoded UTF-8")]
    [InlineData("friends=a&friends=%ff", "friends", "is not percent-encoded UTF-8")]
    [InlineData("weight=1e999", "weight", "must be a number")]
    [InlineData("weight=NaN", "weight", "must be a number")]
    [InlineData("speed=1e39", "speed", "must be a number")]
    [InlineData("wild=yes", "wild", "must be true or false")]
    [InlineData("diet=fish", "diet", "must be one of Plants, Meat")]
    [InlineData("diet=7", "diet", "must be one of Plants, Meat")]
    [InlineData("born=soon", "born", "must be a date and time, as in 2026-01-31T12:00:00Z")]
    [InlineData("tag=one", "tag", "must be a UUID")]
    [InlineData("picture=***", "picture", "must be bytes in base64")]
    [InlineData("seeds=-1", "seeds", "must be a whole number from 0 to 18446744073709551615")]
    [InlineData("home=here", "home", "cannot be given as a text")]
    [InlineData("counts=1", "counts", "cannot be given as a text")]
    public async Task A_query_that_is_none_of_its_fields_values_names_the_field(string query, string field, string why) =>
        IsFieldFailure(await Raw($"GET /animals/rex?{query} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), field, why);

    [Theory]
    [InlineData("age=3", "\"age\":3,")]
    [InlineData("AGE=3", "\"age\":3,")]
    [InlineData("age=", "\"age\":0,")]
    [InlineData("age", "\"age\":0,")]
    [InlineData("diet=meat&wild=1&weight=1e3", "\"weight\":1000,\"wild\":true,\"diet\":\"Meat\"")]
    [InlineData("friends=a+b&friends=%2B&friends=", "\"friends\":[\"a b\",\"+\",\"\"]")]
    [InlineData("name=other", "{\"name\":\"rex\",")]
    [InlineData("unknown=%zz&=1&&&;", "{\"name\":\"rex\",")]
    public async Task A_good_query_is_bound_and_what_no_field_has_is_left_alone(string query, string part)
    {
        var answer = await Raw($"GET /animals/rex?{query} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.Equal(200, answer.Status);
        Assert.Contains(part, answer.Body);
    }

    [Theory]
    [InlineData("/files/a/b%2Fc/d", "a/b%2Fc/d")]
    [InlineData("/files/", "")]
    public async Task The_rest_of_a_path_keeps_its_slashes_apart(string path, string name) => Assert.StartsWith($"{{\"name\":\"{name}\",", (await Get(path)).Body);

    [Theory]
    [InlineData("/animals//rex")]
    [InlineData("//animals/rex")]
    [InlineData("/animals/rex//")]
    [InlineData("/aged//rex")]
    [InlineData("/aged/3")]
    [InlineData("/animals/%2e%2e/elsewhere")]
    [InlineData("/elsewhere/%zz")]
    public async Task No_segment_is_empty_and_none_is_too_many(string path) =>
        IsFailure(await Raw($"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), 404, "NOT_FOUND", "there is nothing at this path");

    [Fact]
    public async Task Two_names_of_an_enum_are_not_a_third() => Assert.Equal(400, (await Get("/animals/x?diet=Plants,Meat")).Status);
}
