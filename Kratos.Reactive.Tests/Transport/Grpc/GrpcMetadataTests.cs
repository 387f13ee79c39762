namespace Kratos.Reactive.Tests;

public sealed class GrpcMetadataTests
{
    static Headers Read(params (string Name, string Value)[] fields)
    {
        var reader = new MetadataFields(1);
        foreach (var (name, value) in fields) reader.Add(name, value);
        return reader.ToHeaders();
    }

    static Headers From(params (string Name, string Value)[] fields) => Headers.Trusted([.. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))]);

    [Fact]
    public void Point_11_names_are_lower_case_and_repeated_ones_keep_their_order() =>
        Assert.Equal("x-a=1 x-b=2 x-a=3", string.Join(' ', Read(("X-A", "1"), ("x-B", "2"), ("x-a", "3")).Select(field => $"{field.Key}={field.Value}")));

    [Theory]
    [InlineData("YWJj", "YWJj")]
    [InlineData("YWI=", "YWI")]
    [InlineData("YWI", "YWI")]
    [InlineData("YQ==", "YQ")]
    [InlineData("YQ==,YWI=, YWJj", "YQ|YWI|YWJj")]
    [InlineData("", "")]
    [InlineData("no base64!", "no base64!")]
    [InlineData("YQ==,no!", "YQ|no!")]
    public void Point_11_binary_values_are_split_at_commas_and_read_padded_or_not(string value, string expected) =>
        Assert.Equal(expected, string.Join('|', Read(("X-Bin", value)).Values("x-bin")));

    [Fact]
    public void Point_11_what_is_not_binary_is_not_split() => Assert.Equal("a, b", Assert.Single(Read(("x-a", "a, b"))).Value);

    [Fact]
    public void The_protocols_own_fields_are_no_metadata() =>
        Assert.Equal(["user-agent", "grpc-trace-bin", "date"], Read(
            (":path", "/"), ("content-type", "application/grpc"), ("te", "trailers"), ("User-Agent", "grpc-x"), ("grpc-timeout", "1S"), ("grpc-encoding", "gzip"), ("Grpc-Trace-Bin", "YQ"),
            ("grpc-status", "0"), ("grpc-message", "a"), ("grpc-status-details-bin", "YQ"), ("grpc-new-thing", "1"), ("date", "now")).Select(field => field.Key));

    [Theory]
    [InlineData("Grpc-Status", "0", "HEADER_RESERVED", "grpc-status")]
    [InlineData("content-type", "text/plain", "HEADER_RESERVED", "content-type")]
    [InlineData("TE", "gzip", "HEADER_RESERVED", "te")]
    [InlineData("Expect", "100-continue", "HEADER_RESERVED", "expect")]
    [InlineData("content-length", "1", "HEADER_RESERVED", "content-length")]
    [InlineData("trailer", "a", "HEADER_RESERVED", "trailer")]
    [InlineData("transfer-encoding", "chunked", "HEADER_RESERVED", "transfer-encoding")]
    [InlineData("connection", "close", "HEADER_RESERVED", "connection")]
    [InlineData("keep-alive", "a", "HEADER_RESERVED", "keep-alive")]
    [InlineData("proxy-connection", "close", "HEADER_RESERVED", "proxy-connection")]
    [InlineData("upgrade", "h2c", "HEADER_RESERVED", "upgrade")]
    [InlineData("host", "a", "HEADER_RESERVED", "host")]
    [InlineData(":path", "/", "HEADER_RESERVED", ":path")]
    [InlineData("grpc-timeout", "1S", "HEADER_RESERVED", "grpc-timeout")]
    [InlineData("grpc-mine", "a", "HEADER_RESERVED", "grpc-mine")]
    [InlineData("x!y", "a", "HEADER_INVALID", "x!y")]
    [InlineData("x-a", "a\r\nb", "HEADER_INVALID", "x-a")]
    [InlineData("x-a", "a\u0100", "HEADER_INVALID", "x-a")]
    public void What_may_not_be_sent_is_refused_by_name(string name, string value, string reason, string named)
    {
        var error = GrpcMetadata.ToWire(From(("x-first", "1"), (name, value)), 1000).Error;
        Assert.Equal((500, reason), (error.Code, error.Reason));
        Assert.Contains($"'{named}'", error.Message);
    }

    [Fact]
    public void Point_11_what_came_in_can_go_out_again()
    {
        var came = Read(("x-latin", "caf\u00e9 \t \u00ff"), ("x-bin", "no base64!"), ("x-empty", ""), ("x-bin", "YQ=="), ("grpc-previous-rpc-attempts", "1"));
        Assert.Equal(came, GrpcMetadata.ToWire(came, 1000).Value);
    }

    [Fact]
    public void What_is_sent_has_names_in_lower_case_and_no_padding() =>
        Assert.Equal("x-bin=YQ x-name=Value", string.Join(' ', GrpcMetadata.ToWire(From(("X-Bin", "YQ=="), ("X-Name", "Value")), 1000).Value.Select(field => $"{field.Key}={field.Value}")));

    [Fact]
    public void Point_12_the_size_is_name_value_and_32_for_each_and_the_limit_is_the_last_that_passes()
    {
        var fields = From(("abc", "12345"), ("d", ""));     // 40 + 33
        Assert.True(GrpcMetadata.ToWire(fields, 73).IsSucc);
        var error = GrpcMetadata.ToWire(fields, 72).Error;
        Assert.Equal("500 HEADERS_TOO_LARGE: the metadata is 73 bytes, and no more than 72 may be sent", error.ToString());
    }

    [Fact]
    public void What_travels_on_is_told_apart()
    {
        var reader = new MetadataFields(0);
        reader.Add("x-md-global-user", "ada");
        reader.Add("x-other", "1");
        Assert.Equal("x-md-global-user", Assert.Single(reader.Travelling()).Key);
        Assert.Equal(2, reader.ToHeaders().Count);
    }
}
