namespace Kratos.Reactive.Tests;

/// <summary>Our server, judged by other people's clients.</summary>
public sealed class InteropServerTests(PeerServers servers) : IClassFixture<PeerServers>
{
    public static IEnumerable<TheoryDataRow<string, string>> Rows => Peer.All.SelectMany(static client => InteropCases.Rows(client.Name, client.ClientLacks));

    public static TheoryData<string> Clients => [.. Peer.All.Append(Peer.Ours).Select(static client => client.Name)];

    [Theory, MemberData(nameof(Rows))]
    public async Task Point_28_other_peoples_clients_pass_with_our_server(string client, string name)
    {
        var (exit, output) = await Peer.Of(client).Call(await servers.Right(Peer.Ours), name);
        Assert.True(exit == 0, output);
    }

    // No client here has a case for it.
    [Fact]
    public async Task Point_28_half_duplex_is_answered_once_the_last_request_has_come()
    {
        await using var peer = await RawPeer.Connect(await servers.Right(Peer.Ours));
        var stream = await peer.Open(RawPeer.Call("/grpc.testing.TestService/HalfDuplexCall"));
        int[] sizes = [3, 1, 2];
        foreach (var size in sizes) await peer.Data(stream, RawAnswer.Frame([0x12, 2, 8, (byte)size]));      // a response_parameters with that size
        await peer.Send(FrameType.Ping, 0, 0, new byte[8]);
        await peer.ReadUntil(0, FrameType.Ping);
        Assert.Null(peer.Seen(stream));
        await peer.Data(stream, [], end: true);
        var answer = await peer.Answer(stream);
        Assert.Equal(("Headers Data Headers!", GrpcCode.Ok), (answer.Shape, answer.Status));
        byte[] replies = [.. sizes.SelectMany(static size => RawAnswer.Frame([0x0a, (byte)(size + 2), 0x12, (byte)size, .. new byte[size]]))];
        Assert.Equal(Convert.ToHexString(replies), Convert.ToHexString(answer.Body));
    }

    [Theory, MemberData(nameof(Clients))]
    public async Task They_pass_over_TLS_when_they_trust_it_and_fail_when_they_do_not(string client)
    {
        using var files = new PemFiles();
        await using var server = await Peer.Ours.Serve("--use_tls", $"--tls_cert_file={files.Certificate}", $"--tls_key_file={files.Key}");
        var address = await server.Address();
        Assert.Equal("grpcs", address.Scheme);
        var (trusting, output) = await Peer.Of(client).Call(address, "large_unary", "--use_tls=true", "--use_test_ca=true", $"--ca_file={files.Authority}", $"--server_host_override={PemFiles.Host}");
        Assert.True(trusting == 0, output);
        var (doubting, _) = await Peer.Of(client).Call(address, "empty_unary", "--use_tls=true", "--use_test_ca=true", $"--ca_file={files.OtherAuthority}", $"--server_host_override={PemFiles.Host}");
        Assert.Equal(1, doubting);
    }

    [Theory, MemberData(nameof(Clients))]
    public async Task They_pass_over_TLS_with_the_certificates_that_everybody_tests_with(string client)
    {
        await using var server = await Peer.Ours.Serve("--use_tls");
        string[] trusted = client == Peer.Ours.Name ? [] : [$"--ca_file={PemFiles.WellKnown("ca.pem")}"];
        var (exit, output) = await Peer.Of(client).Call(await server.Address(), "large_unary", ["--use_tls=true", "--use_test_ca=true", $"--server_host_override={PemFiles.Host}", .. trusted]);
        Assert.True(exit == 0, output);
    }

    [Theory]
    [InlineData("--port=many", "--port must be a number from 0 to 65535, and is 'many'")]
    [InlineData("--use_tls=perhaps", "--use_tls must be true or false, and is 'perhaps'")]
    [InlineData("8080", "'8080' is not a flag")]
    public async Task A_flag_that_makes_no_sense_is_told_with_exit_code_2(string flag, string told)
    {
        await using var server = Program.Sample("GrpcInterop", "server", flag);
        Assert.Equal(2, await server.Exit());
        Assert.Contains(told, server.Output, StringComparison.Ordinal);
    }
}
