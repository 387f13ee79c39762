using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Helloworld.V1;
using Kratos.Reactive.Protos.Rpc;

namespace Kratos.Reactive.Tests;

/// <summary>The details of a status that no <see cref="Error"/> has a place for.</summary>
public sealed class GrpcErrorsTests
{
    static readonly Any unknown = new() { TypeUrl = "type.googleapis.com/shop.v1.OnlyTheyKnow", Value = ByteString.CopyFromUtf8("\u0001\u0002theirs") };
    static readonly BadRequest bad = new() { FieldViolations = { new BadRequest.Types.FieldViolation { Field = "name", Description = "empty" } } };
    static readonly RetryInfo retry = new() { RetryDelay = Duration.FromTimeSpan(3.Seconds) };
    static readonly ErrorInfo theirs = new() { Reason = "NAME_EMPTY", Domain = "shop.example", Metadata = { ["id"] = "7" } };

    static Status Sent(string details)
    {
        Assert.True(BinaryMetadata.TryDecode(details, out var bytes));
        return Status.Parser.ParseFrom(bytes);
    }

    static string Details(params IMessage[] details)
    {
        var status = new Status { Code = 3, Message = "theirs" };
        status.Details.AddRange(details.Select(static one => one as Any ?? Any.Pack(one)));
        return Convert.ToBase64String(status.ToByteArray());
    }

    [Fact]
    public async Task Whatever_a_server_of_others_says_of_a_failure_goes_through_ours_whole_and_is_there_to_be_read()
    {
        await using var first = new RawServer(static stream => stream.Only(("grpc-status", "3"), ("grpc-message", "theirs"), ("grpc-status-details-bin", Details(bad, theirs, unknown, retry, new ErrorInfo { Reason = "SECOND" }))));
        await using var toFirst = await Called.At(first);
        await using var second = await GrpcRun.Start(GrpcRun.Greeter with { SayHello = GreeterService.Over(toFirst.Client).SayHello });
        await using var client = await Called.At($"http://{second.Uri.Authority}");

        var error = (await client.Asked()).Error;
        Assert.Equal(Error.BadRequest("NAME_EMPTY", "theirs").WithMetadata("id", "7"), error);
        Assert.Equal([Any.Pack(bad), unknown, Any.Pack(retry), Any.Pack(new ErrorInfo { Reason = "SECOND" })], error.GrpcDetails);
        Assert.Equal("empty", error.GrpcDetails.Single(static one => one.Is(BadRequest.Descriptor)).Unpack<BadRequest>().FieldViolations[0].Description);

        var answer = await second.Call(GrpcRun.SayHello, GrpcRun.Ask("Ada"));
        Assert.Equal([Any.Pack(theirs), Any.Pack(bad), unknown, Any.Pack(retry), Any.Pack(new ErrorInfo { Reason = "SECOND" })], Sent(RawAnswer.Find(answer.Trailers, "grpc-status-details-bin")!).Details);
    }

    [Fact]
    public async Task A_server_of_ours_gives_a_failure_details_of_any_type()
    {
        await using var server = await GrpcRun.Start(GrpcRun.Greeter with { SayHello = static _ => Error.BadRequest("NAME_EMPTY", "no name").WithGrpcDetails(bad, unknown) });
        var answer = await server.Call(GrpcRun.SayHello, GrpcRun.Ask(""));
        Assert.Equal([Any.Pack(new ErrorInfo { Reason = "NAME_EMPTY" }), Any.Pack(bad), unknown], Sent(RawAnswer.Find(answer.Trailers, "grpc-status-details-bin")!).Details);
    }

    [Fact]
    public void Details_take_no_part_in_equality_and_are_empty_unless_given()
    {
        var plain = Error.BadRequest("A", "a");
        Assert.Empty(plain.GrpcDetails);
        Assert.Equal(plain, plain.WithGrpcDetails(bad));
        Assert.Equal(plain.GetHashCode(), plain.WithGrpcDetails(bad).GetHashCode());
        Assert.Equal([Any.Pack(retry)], plain.WithGrpcDetails(bad).WithGrpcDetails(retry).GrpcDetails);
        Assert.Equal([Any.Pack(bad)], plain.WithGrpcDetails(bad).And(Error.Conflict("B", "b")).GrpcDetails);
    }

    [Fact]
    public void A_domain_stays_with_its_reason()
    {
        var error = new GrpcStatus(GrpcCode.InvalidArgument, "theirs", Details(theirs)).ToError()!;
        Assert.Equal("shop.example", Info(error).Domain);
        Assert.Equal("shop.example", Info(error.WithMetadata("more", "1").WithGrpcDetails(bad)).Domain);
        Assert.Equal("", Info(error with { Reason = "OURS" }).Domain);

        static ErrorInfo Info(Error error) => Sent(GrpcStatus.Of(error).Details).Details[0].Unpack<ErrorInfo>();
    }

    [Fact]
    public void A_detail_that_cannot_be_read_is_handed_on_as_it_is_and_the_others_are_read()
    {
        var broken = new Any { TypeUrl = "type.googleapis.com/google.rpc.ErrorInfo", Value = ByteString.CopyFrom(0xff, 0xff) };
        var error = new GrpcStatus(GrpcCode.InvalidArgument, "theirs", Details(broken, theirs)).ToError()!;
        Assert.Equal("NAME_EMPTY", error.Reason);
        Assert.Equal([broken], error.GrpcDetails);
    }

    [Fact]
    public void What_is_too_large_is_left_out_whole_before_the_metadata()
    {
        var error = Error.BadRequest("A", "a").WithMetadata("key", new string('m', 1000)).WithGrpcDetails(new Any { TypeUrl = "a/b", Value = ByteString.CopyFrom(new byte[5000]) });
        var there = GrpcStatus.Of(error).ToError()!;
        Assert.Empty(there.GrpcDetails);
        Assert.Equal(error, there);
    }
}
