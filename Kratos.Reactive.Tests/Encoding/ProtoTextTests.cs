using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Kratos.Reactive.Tests;

/// <summary>How the well-known types are written, by the shared rows where there are some.</summary>
public sealed class ProtoTextTests
{
    [Theory]
    [InlineData("user_id", "userId")]
    [InlineData("user", "user")]
    [InlineData("user_id_and_username", "userIdAndUsername")]
    [InlineData("", "")]
    [InlineData("a_b.c_d", "aB.cD")]
    public void FB29_camelCase_of_snake(string path, string written)
    {
        var mask = new FieldMask { Paths = { path } };
        Assert.Equal(written, FieldMaskText.Of(mask));
        Assert.Equal([path], mask.Paths);
    }

    [Theory]
    [InlineData("userId")]
    [InlineData("user__id")]
    [InlineData("user_")]
    [InlineData("user_1")]
    public void A_path_that_JSON_would_give_back_as_another_one_is_not_written(string path) =>
        Assert.Throws<InvalidOperationException>(() => FieldMaskText.Of(new FieldMask { Paths = { path } }));

    [Theory]
    [InlineData("FB30", 1641092645, 6, "2022-01-02T03:04:05.000000006Z")]
    [InlineData("FB31", 1672581721, 100, "2023-01-01T14:02:01.000000100Z")]
    [InlineData("millis", 0, 120_000_000, "1970-01-01T00:00:00.120Z")]
    [InlineData("micros", -1, 120_000, "1969-12-31T23:59:59.000120Z")]
    [InlineData("first", -62135596800, 0, "0001-01-01T00:00:00Z")]
    [InlineData("last", 253402300799, 999_999_999, "9999-12-31T23:59:59.999999999Z")]
    public void A_time_is_written_in_UTC(string row, long seconds, int nanos, string text)
    {
        var time = new Timestamp { Seconds = seconds, Nanos = nanos };
        Assert.Equal((row, text), (row, TimestampText.Of(time)));
        Assert.True(TimestampText.TryParse(text, out var read));
        Assert.Equal(time, read);
    }

    [Theory]
    [InlineData(-62135596801, 0)]
    [InlineData(253402300800, 0)]
    [InlineData(0, -1)]
    [InlineData(0, 1_000_000_000)]
    public void What_is_no_time_is_not_written(long seconds, int nanos) => Assert.Throws<InvalidOperationException>(() => TimestampText.Of(new Timestamp { Seconds = seconds, Nanos = nanos }));

    [Theory]
    [InlineData(100, 0, "100s")]
    [InlineData(-100, 0, "-100s")]
    [InlineData(0, -500_000_000, "-0.500s")]
    [InlineData(-3, -1, "-3.000000001s")]
    [InlineData(315576000000, 0, "315576000000s")]
    public void A_span_is_written_in_seconds(long seconds, int nanos, string text)
    {
        var span = new Duration { Seconds = seconds, Nanos = nanos };
        Assert.Equal(text, DurationText.Of(span));
        Assert.True(DurationText.TryParse(text, out var read));
        Assert.Equal(span, read);
    }

    [Theory]
    [InlineData(315576000001, 0)]
    [InlineData(1, -1)]
    [InlineData(-1, 1)]
    [InlineData(0, 1_000_000_000)]
    public void What_is_no_span_is_not_written(long seconds, int nanos) => Assert.Throws<InvalidOperationException>(() => DurationText.Of(new Duration { Seconds = seconds, Nanos = nanos }));

    [Theory]
    [InlineData("kratos")]
    [InlineData("abc123!?$*&()'-=@~")]
    public void FB34_bytes_are_read_in_every_form_of_base64(string text)
    {
        var bytes = ByteString.CopyFromUtf8(text);
        var standard = bytes.ToBase64();
        var url = standard.Replace('+', '-').Replace('/', '_');
        Assert.All(new[] { standard, url, standard.TrimEnd('='), url.TrimEnd('=') }, form =>
        {
            Assert.True(PlainTexts.Bytes(form, out var read));
            Assert.Equal(bytes, read);
        });
    }
}
