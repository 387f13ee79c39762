namespace Kratos.Reactive.Tests;

public sealed class MessageBodyTests : EchoTests
{
    [Fact]
    public async Task RE3_the_name_that_Go_Kratos_has_for_the_same_JSON() => Is(await Ask("PATCH", "/hello/pv", """{"naming":"go"}""", "application/protojson"), """{"name":"pv","sub":{"naming":"go"}}""");

    [Fact]
    public async Task RE21_an_empty_body_is_an_empty_message() => Is(await Post("/hello", ""), "{}");

    [Fact]
    public async Task RE23_what_is_no_JSON_says_where() => IsRefused(await Post("/hello", "{bad"), "", "the body is not JSON: line 1, position 2");

    [Fact]
    public async Task RE30_what_is_not_set_is_not_written() => Is(await Post("/hello", """{"name":"k","test_repeated":["x"],"sub":null,"updateMask":null}"""), """{"name":"k","test_repeated":["x"]}""");

    [Fact]
    public async Task RE31_64_bits_are_a_text() => Is(await Post("/complex", """{"id":1,"count":"2","age":"3"}"""), """{"id":"1","age":3,"count":"2"}""");

    [Fact]
    public async Task RE33_a_name_that_is_not_known_is_left_alone() => Is(await Post("/hello", """{"more":{"a":[1]},"name":"k"}"""), """{"name":"k"}""");

    [Theory]
    [InlineData("/hello", """{"name":7}""", "name", "must be a text")]
    [InlineData("/hello", """{"name":"a","name":"b"}""", "name", "is there twice")]
    [InlineData("/hello", """{"opt_int32":1,"optInt32":2}""", "optInt32", "is there twice")]
    [InlineData("/hello", """{"sub":{"naming":[]}}""", "sub.naming", "must be a text")]
    [InlineData("/hello", """{"sub":7}""", "sub", "must be an object")]
    [InlineData("/hello", """{"test_repeated":["a",null]}""", "test_repeated[1]", "must not be null")]
    [InlineData("/hello", """{"test_repeated":"a"}""", "test_repeated", "must be a list")]
    [InlineData("/hello", """{"name":"\ud800"}""", "name", "must be a text")]
    [InlineData("/hello", """{"updateMask":"a b"}""", "updateMask", "must be names of fields with commas between them")]
    [InlineData("/complex", """{"id":1.5}""", "id", "must be a whole number from -9223372036854775808 to 9223372036854775807")]
    [InlineData("/complex", """{"id":9223372036854775808}""", "id", "must be a whole number from -9223372036854775808 to 9223372036854775807")]
    [InlineData("/complex", """{"a":-1}""", "a", "must be a whole number from 0 to 4294967295")]
    [InlineData("/complex", """{"d":1e999}""", "d", "must be a number")]
    [InlineData("/complex", """{"price":1e39}""", "price", "must be a number")]
    [InlineData("/complex", """{"b":"true"}""", "b", "must be true or false")]
    [InlineData("/complex", """{"sex":"WOMAN"}""", "sex", "must be one of man, woman")]
    [InlineData("/complex", """{"byte":"***"}""", "byte", "must be bytes in base64")]
    [InlineData("/complex", """{"duration":"1h"}""", "duration", "must be a span of seconds, as in 3.5s")]
    [InlineData("/complex", """{"duration":"315576000001s"}""", "duration", "must be a span of seconds, as in 3.5s")]
    [InlineData("/complex", """{"map":{"a":1}}""", "map[a]", "must be a text")]
    [InlineData("/complex", """{"map":{"a":"1","a":"2"}}""", "map[a]", "is there twice")]
    [InlineData("/complex", """{"map_int64_key":{"a":"1"}}""", "map_int64_key[a]", "has a key that must be a whole number from -9223372036854775808 to 9223372036854775807")]
    [InlineData("/complex", """{"simples":[{},{"component":1}]}""", "simples[1].component", "must be a text")]
    [InlineData("/odds", """{"text":"a","number":1}""", "number", "must not be given together with text")]
    [InlineData("/odds", """{"any":{"@type":"x/no.Such"}}""", "any.@type", "'x/no.Such' is not known here")]
    [InlineData("/odds", """{"any":{"a":1}}""", "any", "must be an object with @type")]
    [InlineData("/odds", """{"data":{"a":[1e999]}}""", "data[a][0]", "must be a number that 64 bits can hold")]
    [InlineData("/hello", "[]", "", "the body must be an object")]
    [InlineData("/hello", "null", "", "the body must be an object")]
    [InlineData("/when", "7", "", "the body must be a date and time, as in 2026-01-31T12:00:00Z")]
    [InlineData("/when", "null", "", "the body must be a date and time, as in 2026-01-31T12:00:00Z")]
    [InlineData("/hello", """{"sub":{"naming":"a"}""", "sub", "")]
    public async Task A_value_that_is_wrong_names_the_way_to_it(string path, string body, string field, string why)
    {
        var answer = await Post(path, body);
        if (why.Length > 0) IsRefused(answer, field, why);
        else Assert.Equal(400, answer.Status);
    }

    [Fact]
    public async Task The_place_of_a_wrong_value_is_told_too() =>
        Assert.Contains("""{"field":"sub.naming","line":"2","position":"18"}""", (await Post("/hello", "{\n \"sub\":{\"naming\":7}}")).Body);

    [Fact]
    public async Task The_place_where_JSON_breaks_off_has_a_name() =>
        Assert.Contains("the body is not JSON: line 1, position 29, in simples[1].component", (await Post("/complex", """{"simples":[{},{"component":}]}""")).Body);

    [Fact]
    public async Task What_is_nested_too_deep_is_told_so()
    {
        var body = string.Concat(Enumerable.Repeat("""{"inner":""", 70)) + "{}" + new string('}', 70);
        var answer = await Post("/odds", body);
        Assert.Equal(400, answer.Status);
        Assert.Contains("is nested deeper than 64 levels", answer.Body);
    }

    [Theory]
    [InlineData("""{"id":"1e3","age":2.0,"d":"NaN","price":"-Infinity","sex":7,"double":"1.5"}""", """{"id":"1000","sex":7,"age":2,"price":"-Infinity","d":"NaN","double":1.5}""")]
    [InlineData("""{"bool":false,"string":"","int64":"0","bytes":""}""", """{"int64":"0","bool":false,"string":"","bytes":""}""")]
    [InlineData("""{"timestamp":"2020-01-02T03:04:05.120+08:00","duration":"-3.000000001s"}""", """{"timestamp":"2020-01-01T19:04:05.120Z","duration":"-3.000000001s"}""")]
    [InlineData("""{"byte":"-_8","bytes":"+/8="}""", """{"byte":"+/8=","bytes":"+/8="}""")]
    public async Task Every_form_of_a_value(string given, string written) => Is(await Post("/complex", given), written);

    [Theory]
    [InlineData("""{"data":{"a":[1,"x",null,{"b":true}]},"value":null,"list":[]}""")]
    [InlineData("""{"any":{"@type":"type.googleapis.com/binding.Sub","naming":"x"}}""")]
    [InlineData("""{"any":{"@type":"type.googleapis.com/google.protobuf.Duration","value":"1.500s"}}""")]
    [InlineData("""{"any":{"@type":"type.googleapis.com/google.protobuf.Any","value":{"@type":"type.googleapis.com/binding.Odds","numbers":[1]}}}""")]
    [InlineData("""{"wrapped":["1","2"],"byTruth":{"true":"woman","false":"man"},"subs":{"":{}},"large":"18446744073709551615","signed":-5}""")]
    public async Task What_is_written_is_what_was_read(string json) => Is(await Post("/odds", json), json);

    [Fact]
    public async Task The_type_of_an_Any_may_come_last() => Is(
        await Post("/odds", """{"any":{"naming":"x","@type":"type.googleapis.com/binding.Sub"}}"""), """{"any":{"@type":"type.googleapis.com/binding.Sub","naming":"x"}}""");

    [Fact]
    public async Task A_message_with_a_JSON_of_its_own_is_a_body() => Is(await Post("/when", "\"2020-01-01T00:00:00Z\""), "\"2020-01-01T00:00:00Z\"");

    [Fact]
    public async Task An_empty_message_is_an_empty_object()
    {
        Is(await Get("/nothing"), "{}");
        Is(await Post("/nothing", ""), "{}");
        Is(await Post("/nothing", """{"a":1}"""), "{}");
    }

    [Fact]
    public async Task One_field_of_the_reply_is_the_body()
    {
        Is(await Ask("PATCH", "/hello/new/sub", """{"name":"old"}"""), """{"naming":"new"}""");
        Is(await Get("/subs/a/of/b"), "\"b\"");
        Is(await Get("/lists?test_repeated=a"), "[\"a\"]");
        Is(await Get("/lists"), "[]");
        Is(await Post("/complex/strings", "[\"a\",\"b\"]"), "[\"a\",\"b\"]");
    }

    [Fact]
    public async Task RE2_a_raw_body_goes_both_ways_as_it_is()
    {
        var answer = await Ask("POST", "/raw", "raw file content", "text/plain; x=1");
        Assert.Equal((200, "text/plain; x=1", "raw file content"), (answer.Status, answer.ContentType, answer.Body));
        answer = await Ask("POST", "/files/a.txt", "{not JSON", "text/x");
        Assert.Equal((200, "text/x", "{not JSON"), (answer.Status, answer.ContentType, answer.Body));
        Is(await Ask("PUT", "/files/a.txt", "123", "text/x"), """{"name":"a.txt","content":{"contentType":"text/x","data":"MTIz"}}""");
    }

    [Theory]
    [InlineData("application/pdf")]
    [InlineData("image/*;q=0.5, text/html")]
    public async Task A_raw_reply_is_of_its_own_type_and_nobody_is_asked_about_that(string accept)
    {
        var answer = Answer.Of(await Server.Raw($"GET /raw?content_type=application/pdf&data=MTIz HTTP/1.1\r\nHost: x\r\nAccept: {accept}\r\nConnection: close\r\n\r\n"));
        Assert.Equal((200, "application/pdf", "123"), (answer.Status, answer.ContentType, answer.Body));
    }

    [Fact]
    public async Task A_raw_body_without_a_type_is_bytes_of_no_known_kind()
    {
        var answer = await Get("/raw?data=MTIz");
        Assert.Equal((200, "application/octet-stream", "123"), (answer.Status, answer.ContentType, answer.Body));
    }

    [Fact]
    public async Task A_raw_body_of_a_type_that_no_header_can_have_is_our_fault()
    {
        OurFault = true;
        var answer = await Get("/raw?content_type=a%0d%0ab:c");
        Assert.Equal(500, answer.Status);
        Assert.DoesNotContain("b", answer.Fields.Keys);
    }

    [Theory]
    [InlineData("/complex/7/woman", """{"id":"7","sex":"woman"}""")]
    [InlineData("/complex/-1/1", """{"id":"-1","sex":"woman"}""")]
    [InlineData("/odds/number/3", """{"number":3}""")]
    public Task A_segment_is_any_kind_of_single_value(string path, string json) => Gives(path, json);

    [Theory]
    [InlineData("/complex/x/woman", "id", "must be a whole number from -9223372036854775808 to 9223372036854775807")]
    [InlineData("/complex/1/WOMAN", "sex", "must be one of man, woman")]
    [InlineData("/odds/number/3?text=a", "number", "must not be given together with text")]
    [InlineData("/hello/%ff", "name", "is not percent-encoded UTF-8")]
    [InlineData("/subs/%zz/of/a", "sub.naming", "is not percent-encoded UTF-8")]
    public Task A_segment_that_is_none_of_its_fields_values_names_it(string path, string field, string why) => Refuses(path, field, why);
}
