using Matiz.Server.Models;
using Microsoft.Extensions.Hosting;

namespace Matiz.Server.Hosting;

/// <summary>
/// Loads the models before the application takes requests, so that a fault of one ends its start; ends them after the last.
/// </summary>
internal sealed class ModelLoading(ModelShelf shelf) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => shelf.LoadAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
