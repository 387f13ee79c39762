using Microsoft.Extensions.Hosting;

namespace Kratos.Reactive;

/// <summary>Leaves the console and the signals alone: who runs the server says when it stops.</summary>
sealed class QuietLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
