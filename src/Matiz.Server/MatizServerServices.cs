using Matiz.Files;
using Matiz.Models;
using Matiz.Server.Hosting;
using Matiz.Server.Models;
using Microsoft.Extensions.DependencyInjection;

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
            services.AddRoutingCore();
        }

        setup.Add(entry);
        if (configure is not null) setup.Options = configure(setup.Options);
        return services;
    }
}
