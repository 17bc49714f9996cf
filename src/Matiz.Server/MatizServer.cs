using System.Net;
using Matiz.Server.Hosting;
using Matiz.Server.Models;
using Matiz.Server.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Matiz.Server;

/// <summary>A server of models, as <c>matiz serve</c> runs it: Kestrel, all protocols, nothing else.</summary>
/// <example>
/// <code>
/// await using var server = new MatizServer(services => services.AddMatiz("emotion"));
/// Console.WriteLine((await server.StartAsync())[0]);              // http://127.0.0.1:8080
/// </code>
/// </example>
public sealed class MatizServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    /// <summary>A server.</summary>
    /// <param name="models">Adds its models, by <see cref="MatizServerServices"/>.</param>
    /// <param name="address">Where it listens. Default null: 127.0.0.1, port 8080.</param>
    public MatizServer(Action<IServiceCollection> models, IPEndPoint? address = null)
    {
        ArgumentNullException.ThrowIfNull(models);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        models(builder.Services);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => KestrelSetup.Apply(kestrel, address));
        _app = builder.Build();
        _app.Use(StatusPages.RunAsync);
        _app.UseRouting();
        _app.MapMatiz();
    }

    /// <summary>The services.</summary>
    internal IServiceProvider Services => _app.Services;

    /// <summary>The models.</summary>
    internal ModelShelf Shelf => Services.GetRequiredService<ModelShelf>();

    /// <summary>Loads the models and begins to listen.</summary>
    /// <returns>The addresses, such as <c>http://127.0.0.1:8080</c>.</returns>
    /// <exception cref="Formats.MatizException">A model cannot be loaded.</exception>
    /// <exception cref="IOException">The address is taken, or may not be used.</exception>
    public async Task<IReadOnlyList<string>> StartAsync(CancellationToken cancellationToken = default)
    {
        await _app.StartAsync(cancellationToken).ConfigureAwait(false);
        return [.. Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];
    }

    /// <summary>Takes no more requests and answers those that were taken.</summary>
    /// <param name="cancellationToken">Ends the waiting: what is not answered then is cut off.</param>
    public Task StopAsync(CancellationToken cancellationToken = default) => _app.StopAsync(cancellationToken);

    /// <summary>Stops it, and ends the models.</summary>
    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
