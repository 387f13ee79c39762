namespace Kratos.Reactive.Tests;

/// <summary>Our client, judged by other people's servers, and by one that is wrong.</summary>
public sealed class InteropClientTests(PeerServers servers) : IClassFixture<PeerServers>
{
    public static IEnumerable<TheoryDataRow<string, string>> Rows => Peer.All.SelectMany(static server => InteropCases.Rows(server.Name, server.ServerLacks));

    public static TheoryData<string> Names => [.. InteropCases.All];

    public static TheoryData<string> Noticed => [.. InteropCases.All.Except(InteropCases.EndedByTheClient)];

    public static TheoryData<string> Servers => [.. Peer.All.Select(static server => server.Name)];

    [Theory, MemberData(nameof(Rows))]
    public async Task Point_28_our_client_passes_with_other_peoples_servers(string server, string name)
    {
        var (exit, output) = await Peer.Ours.Call(await servers.Right(Peer.Of(server)), name);
        Assert.True(exit == 0, output);
    }

    [Theory, MemberData(nameof(Names))]
    public async Task Our_client_passes_with_our_server(string name)
    {
        var (exit, output) = await Peer.Ours.Call(await servers.Right(Peer.Ours), name);
        Assert.True(exit == 0, output);
    }

    [Theory, MemberData(nameof(Noticed))]
    public async Task Our_client_fails_when_the_server_answers_wrongly(string name)
    {
        var (exit, output) = await Peer.Ours.Call(await servers.Wrong(), name);
        Assert.Equal(1, exit);
        Assert.Contains($"{name} failed: ", output, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Servers))]
    public async Task Our_client_passes_over_TLS_when_it_trusts_the_server_and_fails_when_it_does_not(string server)
    {
        using var files = new PemFiles();
        await using var running = await Peer.Of(server).Serve("--use_tls=true", $"--tls_cert_file={files.Certificate}", $"--tls_key_file={files.Key}");
        var address = await running.Address();
        var (trusting, output) = await Peer.Ours.Call(address, "ping_pong", "--use_tls", "--use_test_ca", "--ca_file", files.Authority, "--server_host_override", PemFiles.Host);
        Assert.True(trusting == 0, output);
        var (doubting, _) = await Peer.Ours.Call(address, "ping_pong", "--use_tls", "--use_test_ca", "--ca_file", files.OtherAuthority, "--server_host_override", PemFiles.Host);
        Assert.Equal(1, doubting);
        var (strange, _) = await Peer.Ours.Call(address, "ping_pong", "--use_tls", "--use_test_ca", "--ca_file", files.Authority, "--server_host_override", "elsewhere.example");
        Assert.Equal(1, strange);
    }

    [Theory, MemberData(nameof(Servers))]
    public async Task Our_client_trusts_the_authority_that_everybody_tests_with_when_told_to_and_else_does_not(string server)
    {
        await using var running = await Peer.Of(server).Serve("--use_tls=true", $"--tls_cert_file={PemFiles.WellKnown("server1.pem")}", $"--tls_key_file={PemFiles.WellKnown("server1.key")}");
        var address = await running.Address();
        var (trusting, output) = await Peer.Ours.Call(address, "large_unary", "--use_tls", "--use_test_ca", "--server_host_override", PemFiles.Host);
        Assert.True(trusting == 0, output);
        var (doubting, _) = await Peer.Ours.Call(address, "large_unary", "--use_tls", "--server_host_override", PemFiles.Host);
        Assert.Equal(1, doubting);
    }

    [Fact]
    public async Task A_case_that_there_is_not_is_told_with_exit_code_2()
    {
        await using var client = Program.Sample("GrpcInterop", "client", "--test_case=no_such_case");
        Assert.Equal(2, await client.Exit());
        Assert.Contains("no case is called 'no_such_case': empty_unary ", client.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--server_port=many", "--server_port must be a number from 1 to 65535, and is 'many'")]
    [InlineData("--use_tls=perhaps", "--use_tls must be true or false, and is 'perhaps'")]
    [InlineData("--additional_metadata=alone", "--additional_metadata has 'key:value' pairs, and 'alone' is none")]
    public async Task A_flag_that_is_wrong_is_told_with_exit_code_2(string flag, string told)
    {
        await using var client = Program.Sample("GrpcInterop", "client", "--test_case=empty_unary", flag);
        Assert.Equal(2, await client.Exit());
        Assert.Contains(told, client.Output, StringComparison.Ordinal);
    }
}
