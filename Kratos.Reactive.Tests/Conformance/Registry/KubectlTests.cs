using Kratos.Reactive.Kubernetes;

namespace Kratos.Reactive.Tests;

/// <summary>kubectl, which knows nothing of us, takes the double for an API server: it creates, lists, watches and deletes there, and we find what it creates.</summary>
public sealed class KubectlTests
{
    [Fact]
    public async Task Kubectl_takes_the_double_for_an_API_server_and_what_it_creates_is_found()
    {
        await using var server = await KubernetesServer.Start();
        var folder = Directory.CreateTempSubdirectory("kubectl");
        try
        {
            var one = OneKubernetes.Copy("shop", "x", "v1");
            var slice = OneKubernetes.Slice(one);
            (slice["kind"], slice["apiVersion"]) = ("EndpointSlice", "discovery.k8s.io/v1");
            var file = Path.Combine(folder.FullName, "slice.json");
            File.WriteAllText(file, slice.ToJsonString());

            var options = KubernetesOptions.Default with { Address = server.Address, Namespace = "default" };
            var end = await Registry.Kubernetes(options).Use(discovery => liftEff(async _ =>
            {
                using var seen = Seen.Of(discovery.Watch("shop"));
                await Eventually.True(() => seen.All.Count == 1, "nobody to be seen");
                Assert.Contains("created", await Said("create", "--validate=false", "-f", file), StringComparison.Ordinal);
                await Eventually.True(() => seen.All[^1].SequenceEqual([one]), "the pod to be seen");

                await using var watching = Kubectl("get", "endpointslices.discovery.k8s.io", "--watch", "--selector", "kubernetes.io/service-name=shop", "--output", "jsonpath={.metadata.name}={.endpoints[0].targetRef.name}{\"\\n\"}");
                await watching.Line("shop-78=x");
                server.Double.Put(OneKubernetes.Slice(OneKubernetes.Copy("shop", "y", "v1")));
                await watching.Line("shop-79=y");
                Assert.Contains("shop-78=x", await Said("get", "endpointslices.discovery.k8s.io", "shop-78", "--output", "jsonpath={.metadata.name}={.endpoints[0].targetRef.name}"), StringComparison.Ordinal);

                Assert.Contains("deleted", await Said("delete", "--wait=false", "-f", file), StringComparison.Ordinal);
                await Eventually.True(() => seen.All[^1] is [{ Id: "y" }], "the other pod to be seen");
            })).RunAsync(Env.System);
            end.ThrowIfFail();
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        Program Kubectl(params string[] arguments) => Program.Start("env", [$"HOME={folder.FullName}", "KUBECONFIG=/dev/null", "kubectl", $"--server={server.Address}", "--namespace=default", .. arguments]);

        async Task<string> Said(params string[] arguments)
        {
            await using var kubectl = Kubectl(arguments);
            Assert.True(await kubectl.Exit() == 0, kubectl.Output);
            return kubectl.Output;
        }
    }
}
