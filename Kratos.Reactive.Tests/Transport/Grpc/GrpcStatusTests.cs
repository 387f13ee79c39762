using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Kratos.Reactive.Protos.Rpc;

namespace Kratos.Reactive.Tests;

public sealed class GrpcStatusTests
{
    static Error There(Error error, int most = 1024 * 1024)
    {
        var sent = GrpcStatus.Of(error, most);
        return GrpcStatus.Read(sent.Text, GrpcMessage.Encode(sent.Message), sent.Details).ToError()!;
    }

    static string Foreign(GrpcCode code, params IMessage[] details)
    {
        var status = new Status { Code = (int)code, Message = "theirs" };
        status.Details.AddRange(details.Select(Any.Pack));
        return Convert.ToBase64String(status.ToByteArray());
    }

    static readonly Gen<string> texts = Gen.OneOf(
        Gen.Elements("", "A", "NAME_EMPTY", " edges ", "100 %", "grüße 😀", "a\nb\0c", GrpcStatus.Name, "6", "10"),
        ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => text.Get));

    static readonly Gen<Error> singles =
        from code in Gen.OneOf(Gen.Choose(0, 600), Gen.Elements(10_001, -1, int.MaxValue, int.MinValue), Gen.Elements(409, 404, 400, 499, 500, 504))
        from reason in Gen.OneOf(texts, Gen.Elements(System.Enum.GetValues<GrpcCode>()).Select(GrpcCodes.Reason))
        from message in texts
        from metadata in texts.Zip(texts).ListOf()
        select new Error(code, reason, message) { Metadata = metadata.DistinctBy(entry => entry.Item1).ToDictionary(entry => entry.Item1, entry => entry.Item2) };

    static readonly Gen<Error> errors = singles.SelectMany(error => singles.ListOf().Select(others => error with { Others = [.. others.Take(3)] }));

    [Fact]
    public void Every_error_survives_the_wire() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(errors.ToArbitrary(), static error => There(error).Equals(error)));

    [Fact]
    public void Every_error_survives_two_hops() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(errors.ToArbitrary(), static error => There(There(error)).Equals(error)));

    [Theory]
    [InlineData(201)]
    [InlineData(301)]
    [InlineData(405)]
    [InlineData(408)]
    [InlineData(418)]
    [InlineData(422)]
    [InlineData(502)]
    [InlineData(511)]
    [InlineData(10001)]
    public void ER17_a_code_that_no_status_is_for_keeps_its_number(int code) => Assert.Equal(new Error(code, "R", "m").WithMetadata("a", "b"), There(new Error(code, "R", "m").WithMetadata("a", "b")));

    [Fact]
    public void A_status_of_another_implementation_keeps_its_code_on_the_next_hop()
    {
        foreach (var code in Enumerable.Range(1, 20).Append(9_999).Select(number => (GrpcCode)number))
            foreach (var details in (string[])["", Foreign(code), Foreign(code, new ErrorInfo { Reason = "THEIR_REASON" }), Foreign(code, new ErrorInfo { Reason = "OUT_OF_RANGE", Metadata = { ["a"] = "b" } })])
            {
                var here = new GrpcStatus(code, "theirs", details).ToError()!;
                Assert.Equal(code, GrpcStatus.Of(here).Code);
                Assert.Equal(here, There(here));
            }
    }

    [Fact]
    public void Go_Kratos_reads_and_writes_the_same_details()
    {
        var sent = GrpcStatus.Of(Error.NotFound("USER_NOT_FOUND", "no such user").WithMetadata("id", "7"));
        Assert.True(BinaryMetadata.TryDecode(sent.Details, out var bytes));
        var status = Status.Parser.ParseFrom(bytes);
        Assert.Equal((5, "no such user"), (status.Code, status.Message));
        var info = Assert.Single(status.Details).Unpack<ErrorInfo>();
        Assert.Equal(("USER_NOT_FOUND", "", "7"), (info.Reason, info.Domain, info.Metadata["id"]));

        var back = new GrpcStatus(GrpcCode.NotFound, "no such user", Foreign(GrpcCode.NotFound, new ErrorInfo { Reason = "USER_NOT_FOUND", Metadata = { ["id"] = "7" } })).ToError();
        Assert.Equal(Error.NotFound("USER_NOT_FOUND", "no such user").WithMetadata("id", "7"), back);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not base64!")]
    [InlineData("/////w")]
    public void Details_that_are_none_leave_the_status_as_it_is(string details) =>
        Assert.Equal(new Error(404, "NOT_FOUND", "gone"), new GrpcStatus(GrpcCode.NotFound, "gone", details).ToError());

    [Theory]
    [InlineData("0", GrpcCode.Ok)]
    [InlineData("16", GrpcCode.Unauthenticated)]
    [InlineData("", GrpcCode.Unknown)]
    [InlineData("-1", GrpcCode.Unknown)]
    [InlineData("five", GrpcCode.Unknown)]
    [InlineData("99999999999", GrpcCode.Unknown)]
    public void Point_13_a_status_that_cannot_be_read_is_unknown(string text, GrpcCode code) => Assert.Equal(code, GrpcStatus.Read(text, "", "").Code);

    [Fact]
    public void What_is_too_large_is_left_out_in_order_and_the_code_never()
    {
        var other = Error.Conflict("SECOND", new string('o', 2000));
        var error = (Error.NotFound("FIRST", "the message") with { Others = [other] }).WithMetadata("key", new string('m', 2000));
        Assert.Equal(error, There(error));
        Assert.Equal(error with { Others = [] }, There(error, 4000));
        Assert.Equal(error with { Others = [], Metadata = ValueMap.Empty }, There(error, 1000));
        Assert.Equal(new Error(404, "NOT_FOUND", "the message"), There(error, 50));
        Assert.Equal(new Error(404, "NOT_FOUND", "the m"), There(error, 9));
        Assert.Equal(new Error(404, "NOT_FOUND", ""), There(error, 0));
    }

    [Fact]
    public void A_message_is_never_longer_than_what_may_be_sent_and_not_cut_inside_a_character() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<(NonNull<string>, byte)>(),
        static given =>
        {
            var sent = GrpcStatus.Of(Error.NotFound("A", given.Item1.Get + "😀 % 😀"), given.Item2);
            return GrpcMessage.Encode(sent.Message).Length + sent.Details.Length <= given.Item2 && (sent.Message.Length == 0 || !char.IsHighSurrogate(sent.Message[^1]));
        }));

    [Fact]
    public void A_text_that_is_no_unicode_does_not_fail()
    {
        var there = There(new Error(400, "A\ud800", "b\udc00").WithMetadata("\ud800", "c\udfff"));
        Assert.Equal(("A\ufffd", "b\ufffd", "c\ufffd"), (there.Reason, there.Message, there.Metadata["\ufffd"]));
    }
}
