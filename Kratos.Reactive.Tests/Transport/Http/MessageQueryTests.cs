namespace Kratos.Reactive.Tests;

/// <summary>The shared rows for query and form binding that concern messages, each under its name, and what they leave open.</summary>
public sealed class MessageQueryTests : EchoTests
{
    const string ATime = "must be a date and time, as in 2026-01-31T12:00:00Z";
    const string ASpan = "must be a span of seconds, as in 3.5s";
    const string AnInt = "must be a whole number from -2147483648 to 2147483647";
    const string Bytes = "must be bytes in base64";
    const string AList = "is a list of messages, which a query cannot have";
    const string AMap = "is a map: give its entries as name[key]=value";

    [Fact]
    public Task FB21_decode_Complex() => Gives(
        "/complex?id=2233&numberOne=2233&very_simple.component=5566&strings=3344&strings=5566&b=true&sex=woman&age=18&a=19&count=3&price=11.23&d=22.22&byte=MTIz"
        + "&map[kratos]=https%3A%2F%2Fgo-kratos.dev%2F&map_int64_key[1]=kratos&timestamp=1970-01-01T00:00:20.000000002Z&duration=2m0.000000022s&field=1%2C2"
        + "&double=12.33&float=12.34&int64=64&int32=32&uint64=64&uint32=32&bool=false&string=go-kratos&bytes=MTIz",
        """{"id":"2233","numberOne":"2233","very_simple":{"component":"5566"},"strings":["3344","5566"],"b":true,"sex":"woman","age":18,"a":19,"count":"3","price":11.23,"d":22.22,"byte":"MTIz","timestamp":"1970-01-01T00:00:20.000000002Z","duration":"120.000000022s","field":"1,2","double":12.33,"float":12.34,"int64":"64","int32":32,"uint64":"64","uint32":32,"bool":false,"string":"go-kratos","bytes":"MTIz","map":{"kratos":"https://go-kratos.dev/"},"map_int64_key":{"1":"kratos"}}""");

    [Fact]
    public Task FB22_Row_113_decode_StructPb() => Gives(
        "/odds?data=%7B%22name%22%3A%22kratos%22%7D&data_list=%7B%22name1%22%3A%20%22kratos%22%7D&data_list=%7B%22name2%22%3A%20%22go-kratos%22%7D",
        """{"data":{"name":"kratos"},"dataList":[{"name1":"kratos"},{"name2":"go-kratos"}]}""");

    [Fact]
    public Task FB23_Row_114_decode_BytesValue() => Gives("/complex?bytes=aHR0cHM6Ly9leGFtcGxlLmNvbS94eC8_YT0xJmI9MiZjPTM=", """{"bytes":"aHR0cHM6Ly9leGFtcGxlLmNvbS94eC8/YT0xJmI9MiZjPTM="}""");

    [Fact]
    public Task FB25_Row_117_map_entry() => Gives("/complex?map.name=kratos", """{"map":{"name":"kratos"}}""");

    [Fact]
    public async Task FB26_parse_bool()
    {
        await Gives("/complex?b=true", """{"b":true}""");
        await Refuses("/complex?b=a", "b", "must be true or false");
    }

    [Fact]
    public async Task FB27_Row_116_parse_enum()
    {
        await Gives("/complex?sex=1", """{"sex":"woman"}""");
        await Refuses("/complex?sex=2", "sex", "must be one of man, woman");
    }

    [Theory]
    [InlineData("MK1", "map[kratos]", """{"map":{"kratos":"x"}}""")]
    [InlineData("MK2 Row 118", "map[]", """{"map":{"":"x"}}""")]
    [InlineData("MK3", "", "{}")]
    [InlineData("MK6", "[kratos]", "{}")]
    [InlineData("MK9", "]kratos[", "{}")]
    [InlineData("MK10", "[kratos", "{}")]
    [InlineData("MK11", "kratos]", "{}")]
    [InlineData("MK13 Row 118", "map.", """{"map":{"":"x"}}""")]
    [InlineData("MK14", ".kratos", "{}")]
    public async Task MK_key_of_a_map(string row, string key, string json) => Assert.Equal((row, 200, json), await Get($"/complex?{key}=x") is var answer ? (row, answer.Status, answer.Body) : default);

    [Theory]
    [InlineData("MK5", "map[kratos]%3D")]
    [InlineData("MK7", "map")]
    [InlineData("MK15", "map.kratos.v2")]
    [InlineData("open", "map[kratos")]
    [InlineData("dot and bracket", "map.[kratos]")]
    public async Task MK_no_key_of_a_map(string row, string key)
    {
        Assert.NotEmpty(row);
        await Refuses($"/complex?{key}=x", "map", AMap);
    }

    [Fact]
    public Task QD1_the_path_wins() => Gives("/hello/pv?name=fromquery", """{"name":"pv"}""");

    [Fact]
    public async Task QD2_both_names_of_a_nested_field()
    {
        await Gives("/hello/pv?sub.naming=x", """{"name":"pv","sub":{"naming":"x"}}""");
        await Gives("/hello/pv?sub.name=x", """{"name":"pv","sub":{"naming":"x"}}""");
    }

    [Fact]
    public async Task QD3_both_names_of_a_field()
    {
        await Gives("/hello/pv?optInt32=5", """{"name":"pv","optInt32":5}""");
        await Gives("/hello/pv?opt_int32=5", """{"name":"pv","optInt32":5}""");
    }

    [Fact]
    public Task QD5_out_of_range() => Refuses("/hello/pv?opt_int32=99999999999", "optInt32", AnInt);

    [Fact]
    public Task QD6_too_many_values() => Refuses("/hello/pv?name=a&name=b", "name", "is given more than once");

    [Fact]
    public async Task QD7_a_list_with_brackets_or_without()
    {
        await Gives("/hello/pv?test_repeated=1&test_repeated=2", """{"name":"pv","test_repeated":["1","2"]}""");
        await Gives("/hello/pv?test_repeated[]=1&test_repeated[]=2", """{"name":"pv","test_repeated":["1","2"]}""");
    }

    [Theory]
    [InlineData("unknown=1")]
    [InlineData("sub.unknown=1")]
    [InlineData("sub.unknown.more=%zz")]
    public Task QD9_unknown_is_ignored_and_leaves_nothing_behind(string query) => Gives($"/hello/pv?{query}", """{"name":"pv"}""");

    [Fact]
    public Task QD10_a_message_is_no_text() => Refuses("/hello/pv?sub=x", "sub", "cannot be given as a text");

    [Fact]
    public Task QD11_a_text_is_no_message() => Refuses("/hello/pv?name.x=1", "name", "is not a message");

    [Fact]
    public async Task QD13_a_semicolon_is_a_character_and_a_bad_name_is_nobodys()
    {
        await Gives("/hello/pv?sub.naming=x;y=1", """{"name":"pv","sub":{"naming":"x;y=1"}}""");
        await Gives("/hello/pv?%zz=1", """{"name":"pv"}""");
    }

    [Fact]
    public async Task QD14_null_is_no_value()
    {
        await Gives("/complex?timestamp=null", "{}");
        await Gives("/complex?duration=null", "{}");
    }

    [Fact]
    public Task QD15_a_time_of_another_zone_is_written_in_UTC() => Gives("/complex?timestamp=2020-01-02T03:04:05%2B08:00", """{"timestamp":"2020-01-01T19:04:05Z"}""");

    [Fact]
    public async Task QD17_QD18_both_alphabets_padded_or_not()
    {
        await Gives("/complex?byte=-_-_", """{"byte":"+/+/"}""");
        await Gives("/complex?byte=MTIz", """{"byte":"MTIz"}""");
        await Gives("/complex?byte=MTI", """{"byte":"MTI="}""");
        await Gives("/complex?byte=MTI=", """{"byte":"MTI="}""");
        await Gives("/complex?byte=%2B/-_", """{"byte":"+/+/"}""");
        await Gives("/complex?bytes=-_-_", """{"bytes":"+/+/"}""");
        await Refuses("/complex?byte=MT=I", "byte", Bytes);
        await Refuses("/complex?byte=M", "byte", Bytes);
        await Refuses("/complex?byte=MTI==", "byte", Bytes);
        await Refuses("/complex?byte=MT+z", "byte", Bytes);
    }

    [Fact]
    public async Task QD19_a_key_with_a_dot()
    {
        await Gives("/complex?map[a.b]=1", """{"map":{"a.b":"1"}}""");
        await Gives("/complex?map[a]b][c.d]=1", """{"map":{"a]b][c.d":"1"}}""");
    }

    [Fact]
    public async Task QD21_a_key_that_is_a_number()
    {
        await Gives("/complex?map_int64_key[5]=x", """{"map_int64_key":{"5":"x"}}""");
        await Refuses("/complex?map_int64_key[x]=x", "map_int64_key[x]", "has a key that must be a whole number from -9223372036854775808 to 9223372036854775807");
        await Gives("/complex?mapInt64Key[5]=x", "{}");
    }

    [Fact]
    public async Task QD22_an_enum()
    {
        await Gives("/complex?sex=woman", """{"sex":"woman"}""");
        await Gives("/complex?sex=1", """{"sex":"woman"}""");
        await Refuses("/complex?sex=9", "sex", "must be one of man, woman");
        await Refuses("/complex?sex=WOMAN", "sex", "must be one of man, woman");
    }

    [Fact]
    public async Task QD23_a_truth()
    {
        foreach (var text in new[] { "1", "t", "T", "TRUE", "true", "True" }) await Gives($"/complex?b={text}", """{"b":true}""");
        foreach (var text in new[] { "0", "f", "F", "FALSE", "false", "False" }) await Gives($"/complex?b={text}", "{}");
        foreach (var text in new[] { "yes", "on", "tRUE", "2" }) await Refuses($"/complex?b={text}", "b", "must be true or false");
    }

    [Fact]
    public async Task QD25_a_list_of_messages()
    {
        await Refuses("/complex?simples=x", "simples", AList);
        await Refuses("/complex?simples.component=x", "simples", AList);
    }

    [Fact]
    public async Task QD26_both_names_on_the_way()
    {
        await Gives("/complex?simple.component=x", """{"very_simple":{"component":"x"}}""");
        await Gives("/complex?very_simple.component=x", """{"very_simple":{"component":"x"}}""");
    }

    [Fact]
    public async Task QD27_a_json_name_of_its_own()
    {
        await Gives("/complex?noOne=1", "{}");
        await Gives("/complex?no_one=1", """{"numberOne":"1"}""");
        await Gives("/complex?numberOne=1", """{"numberOne":"1"}""");
    }

    [Theory]
    [InlineData("id=-9223372036854775808", """{"id":"-9223372036854775808"}""")]
    [InlineData("count=18446744073709551615", """{"count":"18446744073709551615"}""")]
    [InlineData("d=1e3&price=NaN", """{"price":"NaN","d":1000}""")]
    [InlineData("d=-inf", """{"d":"-Infinity"}""")]
    [InlineData("strings=&strings=a+b", """{"strings":["","a b"]}""")]
    [InlineData("age=", "{}")]
    [InlineData("age", "{}")]
    [InlineData("string=&int32=0", """{"int32":0,"string":""}""")]
    [InlineData("duration=1h2m3.5s", """{"duration":"3723.500s"}""")]
    [InlineData("duration=-1.5h", """{"duration":"-5400s"}""")]
    [InlineData("duration=-0.25s", """{"duration":"-0.250s"}""")]
    [InlineData("field=optInt32,sub.name,a_b", """{"field":"optInt32,sub.name,aB"}""")]
    [InlineData("map[k]=1&map[k]=2", """{"map":{"k":"2"}}""")]
    public Task A_value_of_every_kind(string query, string json) => Gives($"/complex?{query}", json);

    [Theory]
    [InlineData("value=1&list=[1,null]&data.a=1&data[b.c]=2", """{"data":{"a":"1","b.c":"2"},"value":"1","list":[1,null]}""")]
    [InlineData("inner.inner.numbers=1&inner.inner.numbers=2", """{"inner":{"inner":{"numbers":[1,2]}}}""")]
    [InlineData("sexes=woman&sexes=0&times=2020-01-01T00:00:00Z&wrapped=5", """{"sexes":["woman","man"],"times":["2020-01-01T00:00:00Z"],"wrapped":["5"]}""")]
    [InlineData("byTruth[true]=woman&subs[a.b].naming=x&subs.c.name=y&spans[7]=1m", """{"byTruth":{"true":"woman"},"subs":{"a.b":{"naming":"x"},"c":{"naming":"y"}},"spans":{"7":"60s"}}""")]
    [InlineData("flag=false&blob=&text=", """{"text":"","blob":"","flag":false}""")]
    [InlineData("sub.name=x", """{"sub":{"naming":"x"}}""")]
    [InlineData("wrapper=x", """{"wrapper":"x"}""")]
    public Task What_has_more_shape(string query, string json) => Gives($"/odds?{query}", json);

    [Theory]
    [InlineData("text=a&number=1", "number", "must not be given together with text")]
    [InlineData("number=1&sub.name=a", "sub.naming", "must not be given together with number")]
    [InlineData("any=x", "any", "cannot be given as a text")]
    [InlineData("data=[]", "data", "must be an object")]
    [InlineData("data=%7B", "data", "must be an object")]
    [InlineData("list=%7B%7D", "list", "must be a list")]
    [InlineData("numbers=", "numbers", "must be a list, each a whole number from -2147483648 to 2147483647")]
    [InlineData("numbers[1]=1", "numbers", "is a list: give each value under its name alone")]
    [InlineData("subs[a]=x", "subs[a]", "cannot be given as a text")]
    [InlineData("spans[1]=soon", "spans[1]", ASpan)]
    [InlineData("inner.inner.number=x", "inner.inner.number", AnInt)]
    [InlineData("inner.times=x", "inner.times", "must be a list, each a date and time, as in 2026-01-31T12:00:00Z")]
    [InlineData("inner.text=%ff", "inner.text", "is not percent-encoded UTF-8")]
    [InlineData("inner.text[a]=1", "inner.text", "is not a map")]
    public Task What_is_none_of_a_fields_values_names_the_whole_way_to_it(string query, string field, string why) => Refuses($"/odds?{query}", field, why);

    [Theory]
    [InlineData("timestamp=2020-01-02", "timestamp", ATime)]
    [InlineData("timestamp=2020-01-02T03:04:05", "timestamp", ATime)]
    [InlineData("timestamp=2020-13-02T03:04:05Z", "timestamp", ATime)]
    [InlineData("timestamp=2020-01-02T03:04:05.1234567890Z", "timestamp", ATime)]
    [InlineData("timestamp=0001-01-01T00:00:00%2B08:00", "timestamp", ATime)]
    [InlineData("duration=5", "duration", ASpan)]
    [InlineData("duration=1x", "duration", ASpan)]
    [InlineData("duration=9999999999999h", "duration", ASpan)]
    [InlineData("duration=.", "duration", ASpan)]
    [InlineData("age=0x10", "age", AnInt)]
    [InlineData("age=1_0", "age", AnInt)]
    [InlineData("age=%201", "age", AnInt)]
    [InlineData("price=1e39", "price", "must be a number")]
    [InlineData("d=1e999", "d", "must be a number")]
    public Task What_is_no_value_is_refused(string query, string field, string why) => Refuses($"/complex?{query}", field, why);

    [Fact]
    public async Task A_way_may_be_64_levels_deep_and_no_deeper()
    {
        await Gives($"/odds?{string.Concat(Enumerable.Repeat("inner.", 63))}number=1", $"{string.Concat(Enumerable.Repeat("{\"inner\":", 63))}{{\"number\":1}}{new string('}', 63)}");
        var answer = await Get($"/odds?{string.Concat(Enumerable.Repeat("inner.", 64))}number=1");
        Assert.Equal(400, answer.Status);
        Assert.Contains("is nested deeper than 64 levels", answer.Body);
    }

    [Fact]
    public async Task W_FORM_9_a_query_changes_nothing_of_the_field_that_is_the_body()
    {
        Is(await Ask("PATCH", "/hello/pv?sub.name=query&opt_int32=1", """{"name":"body"}"""), """{"name":"pv","sub":{"naming":"body"},"optInt32":1}""");
        Is(await Ask("POST", "/hello?name=query", """{"sub":{}}"""), """{"sub":{}}""");
    }
}
