using System.Net;
using System.Net.Sockets;
using Matiz.Server.Hosting;
using Matiz.Server.Models;
using Matiz.Server.Reloading;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Matiz.Server;

/// <summary>A server of models, as <c>matiz serve</c> runs it: Kestrel, all protocols, nothing else.</summary>
/// <example>
/// <code>
/// await using var server = new MatizServer(services => services.AddMatiz("emotion"));
/// Console.WriteLine(await server.StartAsync());                   // http://127.0.0.1:8080
/// </code>
/// </example>
public sealed class MatizServer : IAsyncDisposable
{
    // Beyond the time that a request may take: what is left to do after the last answer.
    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(5);

    private readonly MatizListenOptions _listen;
    private readonly Action<IServiceCollection> _models;
    private readonly RequestDrain _drain = new();
    private ListenSocket? _socket;
    private WebApplication? _app;

    /// <summary>A server that does not listen yet.</summary>
    /// <param name="models">Adds its models, by <see cref="MatizServerServices"/>.</param>
    /// <param name="listen">Where it is to listen; null: port 8080 of 127.0.0.1.</param>
    public MatizServer(Action<IServiceCollection> models, MatizListenOptions? listen = null)
    {
        ArgumentNullException.ThrowIfNull(models);
        (_models, _listen) = (models, listen ?? new MatizListenOptions());
    }

    /// <summary>The services; the server was started.</summary>
    internal IServiceProvider Services => _app!.Services;

    /// <summary>The models; the server was started.</summary>
    internal ModelShelf Shelf => Services.GetRequiredService<ModelShelf>();

    /// <summary>The models in their order; empty until the server was started.</summary>
    public IReadOnlyList<MatizModelInfo> Models => _app is null ? [] : [.. Shelf.Slots.Select(slot => slot.Current.Info)];

    /// <summary>Takes the address, loads the models and begins to listen. A server is started once.</summary>
    /// <returns>The address, such as <c>http://127.0.0.1:8080</c>.</returns>
    /// <exception cref="MatizServerException">The address is taken, none of this machine, or may not be used.</exception>
    /// <exception cref="Formats.MatizException">A model cannot be loaded.</exception>
    /// <exception cref="ArgumentException">Two models have one name.</exception>
    public async Task<Uri> StartAsync(CancellationToken cancellationToken = default)
    {
        if (_socket is not null) throw new InvalidOperationException("the server was started already. Make another one.");
        _socket = ListenSocket.Bind(new IPEndPoint(_listen.Address, _listen.Port));
        var address = _socket.EndPoint;
        _app = Build(_socket, cancellationToken);
        try
        {
            await _app.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            throw ListenSocket.Refused(address, new SocketException((int)SocketError.AddressAlreadyInUse));
        }

        return new UriBuilder(_listen.Certificate is null ? "http" : "https", address.Address.ToString(), address.Port).Uri;
    }

    /// <summary>
    /// Looks at the folders of all models now, and loads what changed, however short ago; those that serve go on until then. What cannot be
    /// loaded is logged.
    /// </summary>
    public Task ReloadAsync(CancellationToken cancellationToken = default) =>
        Services.GetRequiredService<ModelReloader>().ReloadNowAsync(cancellationToken);

    /// <summary>Takes no more connections, answers what was taken, and ends the connections.</summary>
    /// <param name="cancellationToken">Ends the waiting: what is not answered then is cut off.</param>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (_app is null) return;
        _drain.Begin();
        await _socket!.CloseAsync().ConfigureAwait(false);
        await _drain.WaitAsync(cancellationToken).ConfigureAwait(false);
        await _app.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends it at once, and its models.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_app is not null) await _app.DisposeAsync().ConfigureAwait(false);
        _socket?.Dispose();
    }

    private WebApplication Build(ListenSocket socket, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        _models(builder.Services);
        var setup = ServerSetup.Find(builder.Services)
            ?? throw new InvalidOperationException("no model was added. One was expected: services.AddMatiz(model).");
        setup.ReadsEnvironment = true;
        var options = setup.Options;
        _ = setup.Shelf.LoadAsync(cancellationToken);           // beside what follows; the start of the application waits for it
        KestrelSetup.Apply(builder.WebHost, _listen, options, socket);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.RequestTimeout + TimeToEnd);
        builder.Services.AddSingleton(_drain);
        var app = builder.Build();
        app.Use(_drain.RunAsync);
        app.Use(new HostFilter(_listen, options.ApiKeys.Count > 0).RunAsync);
        app.Use(StatusPages.RunAsync);
        app.UseRouting();
        app.MapMatiz();
        return app;
    }
}
