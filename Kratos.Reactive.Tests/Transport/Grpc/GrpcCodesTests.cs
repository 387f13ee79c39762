namespace Kratos.Reactive.Tests;

public sealed class GrpcCodesTests
{
    [Theory]
    [InlineData(400, GrpcCode.InvalidArgument)]
    [InlineData(401, GrpcCode.Unauthenticated)]
    [InlineData(403, GrpcCode.PermissionDenied)]
    [InlineData(404, GrpcCode.NotFound)]
    [InlineData(409, GrpcCode.Aborted)]
    [InlineData(412, GrpcCode.FailedPrecondition)]
    [InlineData(429, GrpcCode.ResourceExhausted)]
    [InlineData(499, GrpcCode.Cancelled)]
    [InlineData(500, GrpcCode.Internal)]
    [InlineData(501, GrpcCode.Unimplemented)]
    [InlineData(503, GrpcCode.Unavailable)]
    [InlineData(504, GrpcCode.DeadlineExceeded)]
    [InlineData(200, GrpcCode.Unknown)]
    [InlineData(0, GrpcCode.Unknown)]
    [InlineData(405, GrpcCode.Unknown)]
    [InlineData(422, GrpcCode.Unknown)]
    [InlineData(100000, GrpcCode.Unknown)]
    public void SG1_to_SG14_a_failure_has_its_status_and_never_a_good_one(int http, GrpcCode code) => Assert.Equal(code, GrpcCodes.Of(new Error(http, "ANY", "any")));

    [Theory]
    [InlineData(GrpcCode.Ok, 200)]
    [InlineData(GrpcCode.Cancelled, 499)]
    [InlineData(GrpcCode.Unknown, 500)]
    [InlineData(GrpcCode.InvalidArgument, 400)]
    [InlineData(GrpcCode.DeadlineExceeded, 504)]
    [InlineData(GrpcCode.NotFound, 404)]
    [InlineData(GrpcCode.AlreadyExists, 409)]
    [InlineData(GrpcCode.PermissionDenied, 403)]
    [InlineData(GrpcCode.ResourceExhausted, 429)]
    [InlineData(GrpcCode.FailedPrecondition, 412)]
    [InlineData(GrpcCode.Aborted, 409)]
    [InlineData(GrpcCode.OutOfRange, 400)]
    [InlineData(GrpcCode.Unimplemented, 501)]
    [InlineData(GrpcCode.Internal, 500)]
    [InlineData(GrpcCode.Unavailable, 503)]
    [InlineData(GrpcCode.DataLoss, 500)]
    [InlineData(GrpcCode.Unauthenticated, 401)]
    [InlineData((GrpcCode)10000, 500)]
    [InlineData((GrpcCode)(-1), 500)]
    public void GS1_to_GS18_a_status_has_its_HTTP_code(GrpcCode code, int http) => Assert.Equal(http, GrpcCodes.ToHttp(code));

    [Fact]
    public void Every_status_that_came_without_a_reason_goes_out_as_itself()
    {
        foreach (var code in Enum.GetValues<GrpcCode>().Where(code => code != GrpcCode.Ok))
            Assert.Equal(code, GrpcCodes.Of(new Error(GrpcCodes.ToHttp(code), GrpcCodes.Reason(code), "")));
    }

    [Theory]
    [InlineData(400, GrpcCode.Internal)]
    [InlineData(431, GrpcCode.Internal)]
    [InlineData(401, GrpcCode.Unauthenticated)]
    [InlineData(403, GrpcCode.PermissionDenied)]
    [InlineData(404, GrpcCode.Unimplemented)]
    [InlineData(429, GrpcCode.Unavailable)]
    [InlineData(502, GrpcCode.Unavailable)]
    [InlineData(503, GrpcCode.Unavailable)]
    [InlineData(504, GrpcCode.Unavailable)]
    [InlineData(200, GrpcCode.Unknown)]
    [InlineData(500, GrpcCode.Unknown)]
    [InlineData(302, GrpcCode.Unknown)]
    public void Point_9_an_answer_without_a_status_is_read_by_its_HTTP_code(int http, GrpcCode code) => Assert.Equal(code, GrpcCodes.OfBareHttp(http));

    [Theory]
    [InlineData(0x0, GrpcCode.Internal)]
    [InlineData(0x1, GrpcCode.Internal)]
    [InlineData(0x2, GrpcCode.Internal)]
    [InlineData(0x3, GrpcCode.Internal)]
    [InlineData(0x7, GrpcCode.Unavailable)]
    [InlineData(0x8, GrpcCode.Cancelled)]
    [InlineData(0xb, GrpcCode.ResourceExhausted)]
    [InlineData(0xc, GrpcCode.PermissionDenied)]
    public void Point_14_a_reset_stream_is_read_by_its_error_code(long http2, GrpcCode code) => Assert.Equal(code, GrpcCodes.OfReset(http2));
}
