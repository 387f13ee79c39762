using Kratos.Reactive.Kubernetes;

namespace Kratos.Reactive.Tests;

/// <summary>Discovery with what Kubernetes gives a pod: an address with TLS, a token that changes, and a namespace.</summary>
public sealed class KubernetesAccountTests : IDisposable
{
    readonly DirectoryInfo account = Directory.CreateTempSubdirectory("account");

    public void Dispose() => account.Delete(recursive: true);

    void Give(string name, string text) => File.WriteAllText(Path.Combine(account.FullName, name), text);

    [Fact]
    public async Task The_token_is_read_at_each_call_the_authority_is_trusted_and_the_namespace_is_home()
    {
        await using var server = await KubernetesServer.Start(TestCertificates.Leaf(TestCertificates.Ours, "localhost"));
        server.Double.Token = "first";
        server.Double.Put(OneKubernetes.Slice(OneKubernetes.Copy("shop", "x", "v1"), "prod"));
        Give("token", "first\n");
        Give("namespace", "prod");
        Give("ca.crt", TestCertificates.Ours.ExportCertificatePem());
        var options = KubernetesOptions.Default with { Address = $"https://localhost:{server.Port}", Account = account.FullName, CallTimeout = 5.Seconds };
        var end = await Registry.Kubernetes(options).Use(discovery => liftEff(async env =>
        {
            Assert.Equal(["x"], (await discovery.GetService("shop").RunAsync(env)).Value.Select(static one => one.Id));
            server.Double.Token = "second";
            Assert.Equal((401, "KUBERNETES_REFUSED"), (await discovery.GetService("shop").RunAsync(env)).Error is { Code: var code, Reason: var reason } ? (code, reason) : default);
            Give("token", "second");
            Assert.Single((await discovery.GetService("shop").RunAsync(env)).Value);
        })).RunAsync(Env.System);
        end.ThrowIfFail();
    }

    [Fact]
    public async Task A_server_that_comes_from_another_authority_is_not_asked()
    {
        await using var server = await KubernetesServer.Start(TestCertificates.Leaf(TestCertificates.Others, "localhost"));
        Give("ca.crt", TestCertificates.Ours.ExportCertificatePem());
        var options = KubernetesOptions.Default with { Address = $"https://localhost:{server.Port}", Account = account.FullName, CallTimeout = 1.Seconds };
        var end = await Registry.Kubernetes(options).Use(static discovery => discovery.GetService("shop")).RunAsync(Env.System);
        Assert.Equal("KUBERNETES_UNREACHABLE", end.Error.Reason);
        Assert.Empty(server.Double.Asked);
    }

    [Fact]
    public async Task An_authority_that_cannot_be_read_is_refused_by_name()
    {
        Give("ca.crt", "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n");
        var end = await Registry.Kubernetes(KubernetesOptions.Default with { Account = account.FullName }).Use(static _ => unitEff).RunAsync(Env.System);
        Assert.StartsWith("KubernetesOptions.Account: ", end.Error.Message, StringComparison.Ordinal);
    }
}
