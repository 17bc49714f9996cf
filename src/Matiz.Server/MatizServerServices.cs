using Matiz.Files;
using Matiz.Models;
using Matiz.Server.Hosting;
using Matiz.Server.Logging;
using Matiz.Server.Models;
using Matiz.Server.Reloading;
using Matiz.Server.Shadowing;
using Matiz.Server.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Matiz.Server;

/// <summary>
/// Models for the endpoints of <see cref="MatizServerEndpoints.MapMatiz"/>; they are loaded before the application takes requests.
/// </summary>
/// <example>
/// <code>
/// builder.Services.AddMatiz("emotion").AddMatiz("sentence-transformers/all-MiniLM-L6-v2", "embeddings");
/// app.MapMatiz();
/// </code>
/// </example>
public static class MatizServerServices
{
    /// <summary>Adds a model of a folder or of the Hub. Called again, it adds another.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="model">The folder, or an id of the Hub.</param>
    /// <param name="name">What requests call it; null: the id, or the last part of the folder's path.</param>
    /// <param name="options">How it is loaded; null: as its files say.</param>
    /// <param name="configure">Changes limits and switches, which are those of all models.</param>
    /// <exception cref="ArgumentException">There is a model of that name already.</exception>
    public static IServiceCollection AddMatiz(
        this IServiceCollection services, string model, string? name = null, MatizModelOptions? options = null,
        Func<MatizServerOptions, MatizServerOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        options ??= new MatizModelOptions();
        string own = name ?? (Path.Exists(model) ? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(model))) : model);
        return Add(services, new ModelEntry(own, () => PretrainedFiles.Open(model, options.Revision), options), configure);
    }

    /// <summary>Adds a model whose files lie in a folder or in memory; all else as for the other form.</summary>
    public static IServiceCollection AddMatiz(
        this IServiceCollection services, ModelFiles files, string name, MatizModelOptions? options = null,
        Func<MatizServerOptions, MatizServerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Add(services, new ModelEntry(name, () => files, options ?? new MatizModelOptions()), configure);
    }

    /// <summary>
    /// Lets another version of a model answer a share of its requests for labels a second time, after the first, for comparison alone: no
    /// answer shows it, metrics do (<c>matiz.shadow.…</c>). It needs the same labels.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="name">The model, added before.</param>
    /// <param name="files">The files of the other version.</param>
    /// <param name="share">The share of requests, from 0 to 1.</param>
    /// <param name="options">How it is loaded; null: as its files say.</param>
    /// <exception cref="ArgumentException">There is no such model, or it has a shadow already.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The share is not between 0 and 1.</exception>
    public static IServiceCollection AddMatizShadow(
        this IServiceCollection services, string name, ModelFiles files, double share, MatizModelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(files);
        if (share is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(share), share, "a number from 0 to 1 was expected.");
        var setup = ServerSetup.Find(services)
            ?? throw new ArgumentException("no model was added. One was expected. Call AddMatiz before.", nameof(services));
        setup.Add(new ShadowEntry(name, () => files, share, options ?? new MatizModelOptions()));
        return services;
    }

    /// <summary>
    /// Writes what the server says of itself to a writer, a line a message: warnings and errors, models that are replaced, and requests
    /// where <see cref="MatizLogOptions"/> asks for them. An application that logs already needs it not.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="writer">Where to, such as standard error.</param>
    /// <param name="options">What is written; null: the defaults.</param>
    public static IServiceCollection AddMatizLog(this IServiceCollection services, TextWriter writer, MatizLogOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(writer);
        return services.AddLogging(logging => logging.AddProvider(new LineLoggerProvider(writer, options ?? new MatizLogOptions())));
    }

    private static IServiceCollection Add(
        IServiceCollection services, ModelEntry entry, Func<MatizServerOptions, MatizServerOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (ServerSetup.Find(services) is not { } setup)
        {
            setup = new ServerSetup();
            services.AddSingleton(setup);
            services.AddSingleton(_ => setup.Options);
            services.AddSingleton(_ => setup.Shelf);               // the container disposes of it
            services.AddHostedService<ModelLoading>();
            services.AddSingleton<ShadowList>();
            services.AddHostedService(provider => provider.GetRequiredService<ShadowList>());
            services.AddSingleton<TelemetryHosting>();
            services.AddHostedService(provider => provider.GetRequiredService<TelemetryHosting>());
            services.TryAddSingleton(TimeProvider.System);
            services.AddSingleton<ModelReloader>();
            services.AddHostedService(provider => provider.GetRequiredService<ModelReloader>());
            services.AddLogging();
            services.AddRoutingCore();
        }

        setup.Add(entry);
        if (configure is not null) setup.Options = configure(setup.Options);
        return services;
    }
}
