using Matiz.Server.Models;
using Matiz.Server.Shadowing;
using Microsoft.Extensions.DependencyInjection;

namespace Matiz.Server.Hosting;

/// <summary>What calls of <c>AddMatiz</c> have gathered.</summary>
internal sealed class ServerSetup
{
    private readonly List<ModelEntry> _entries = [];
    private readonly List<ShadowEntry> _shadows = [];

    public ServerSetup() => Shelf = new ModelShelf(this);

    /// <summary>The models in their order.</summary>
    public IReadOnlyList<ModelEntry> Entries => _entries;

    /// <summary>The models when they are loaded.</summary>
    public ModelShelf Shelf { get; }

    /// <summary>Second versions in the shadow of models.</summary>
    public IReadOnlyList<ShadowEntry> Shadows => _shadows;

    /// <summary>
    /// Whether variables of the environment say where telemetry goes: not within another application, which may send it itself.
    /// </summary>
    public bool ReadsEnvironment { get; set; }

    /// <summary>Limits and switches.</summary>
    public MatizServerOptions Options { get; set; } = new();

    /// <summary>What was gathered in a program's services; null: nothing yet.</summary>
    public static ServerSetup? Find(IServiceCollection services) =>
        services.Select(service => service.IsKeyedService ? null : service.ImplementationInstance).OfType<ServerSetup>().FirstOrDefault();

    /// <summary>Adds a model.</summary>
    /// <exception cref="ArgumentException">There is one of its name, or the name is none that can be written on a line.</exception>
    public void Add(ModelEntry entry)
    {
        if (entry.Name.Length == 0 || entry.Name.Any(char.IsControl))
        {
            throw new ArgumentException(
                "the name of a model is empty or holds a control character. A name on one line was expected. Give it another name.",
                nameof(entry));
        }

        if (_entries.Exists(other => string.Equals(other.Name, entry.Name, StringComparison.Ordinal)))
        {
            throw new ArgumentException(
                $"two models are called '{entry.Name}'. Names that differ were expected. Give one of them another name.", nameof(entry));
        }

        _entries.Add(entry);
    }

    /// <summary>Adds a shadow.</summary>
    /// <exception cref="ArgumentException">The model is not there, or has one already.</exception>
    public void Add(ShadowEntry shadow)
    {
        if (!_entries.Exists(entry => string.Equals(entry.Name, shadow.Name, StringComparison.Ordinal)))
        {
            throw new ArgumentException(
                $"a shadow is for '{shadow.Name}', and no model is called so. One that was added before was expected. Correct the name.",
                nameof(shadow));
        }

        if (_shadows.Exists(other => string.Equals(other.Name, shadow.Name, StringComparison.Ordinal)))
        {
            throw new ArgumentException(
                $"'{shadow.Name}' has two shadows. One a model was expected. Leave one out.", nameof(shadow));
        }

        _shadows.Add(shadow);
    }
}
