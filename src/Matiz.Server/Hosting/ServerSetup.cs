using Matiz.Server.Models;
using Microsoft.Extensions.DependencyInjection;

namespace Matiz.Server.Hosting;

/// <summary>What calls of <c>AddMatiz</c> have gathered.</summary>
internal sealed class ServerSetup
{
    private readonly List<ModelEntry> _entries = [];

    public ServerSetup() => Shelf = new ModelShelf(this);

    /// <summary>The models in their order.</summary>
    public IReadOnlyList<ModelEntry> Entries => _entries;

    /// <summary>The models when they are loaded.</summary>
    public ModelShelf Shelf { get; }

    /// <summary>Limits and switches.</summary>
    public MatizServerOptions Options { get; set; } = new();

    /// <summary>What was gathered in a program's services; null: nothing yet.</summary>
    public static ServerSetup? Find(IServiceCollection services) =>
        services.Select(service => service.IsKeyedService ? null : service.ImplementationInstance).OfType<ServerSetup>().FirstOrDefault();

    /// <summary>Adds a model.</summary>
    /// <exception cref="ArgumentException">There is one of its name.</exception>
    public void Add(ModelEntry entry)
    {
        if (_entries.Exists(other => string.Equals(other.Name, entry.Name, StringComparison.Ordinal)))
        {
            throw new ArgumentException(
                $"two models are called '{entry.Name}'. Names that differ were expected. Give one of them another name.", nameof(entry));
        }

        _entries.Add(entry);
    }
}
