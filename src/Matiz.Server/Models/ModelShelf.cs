using Matiz.Server.Hosting;
using Matiz.Server.Reloading;
using Matiz.Server.Requests;

namespace Matiz.Server.Models;

/// <summary>All models of a server, in the order in which they were given.</summary>
internal sealed class ModelShelf(ServerSetup setup) : IDisposable, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private volatile IReadOnlyList<ModelSlot> _slots = [];
    private Task? _loading;

    /// <summary>A place for each model; empty until they are loaded.</summary>
    public IReadOnlyList<ModelSlot> Slots => _slots;

    /// <summary>Whether the models are loaded.</summary>
    public bool IsReady => _slots.Count > 0;

    /// <summary>Begins to load all models on another thread; asked again, it is the same loading.</summary>
    public Task LoadAsync(CancellationToken cancellationToken)
    {
        lock (_gate) return _loading ??= Task.Run(() => Load(cancellationToken), cancellationToken);
    }

    /// <summary>Loads all models.</summary>
    /// <exception cref="Formats.MatizException">One cannot be loaded; it is named.</exception>
    public void Load(CancellationToken cancellationToken = default)
    {
        var slots = new List<ModelSlot>(setup.Entries.Count);
        foreach (var entry in setup.Entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var files = entry.Open();
            var watch = FolderWatch.Over(files);                // what changes from here on is seen
            var model = ServedModel.Load(entry.Name, files, entry.Options, setup.Options);
            slots.Add(new ModelSlot(model) { Options = entry.Options, Watch = watch });
        }

        _slots = slots;
    }

    /// <summary>The place of a name.</summary>
    /// <param name="name">The name; null: that of the first model that is made for it, else of the first that can do it.</param>
    /// <param name="use">What is wanted.</param>
    /// <exception cref="RequestException">There is no such model, or it cannot do it.</exception>
    public ModelSlot Find(string? name, ModelUse use)
    {
        if (!IsReady)
            throw new RequestException(RequestFault.Unavailable, "the models are being loaded. Send the request again in a moment.");
        if (name is null) return First(use) ?? throw Wrong(_slots[0].Current);
        var named = _slots.FirstOrDefault(slot => string.Equals(slot.Name, name, StringComparison.Ordinal)) ?? throw Unknown();
        return named.Current.Can(use) ? named : throw Wrong(named.Current);
    }

    // Any classifier gives embeddings too, but a model that is made for them goes before.
    private ModelSlot? First(ModelUse use)
    {
        ModelSlot? first = null;
        foreach (var slot in _slots)
        {
            var model = slot.Current;
            if (!model.Can(use)) continue;
            if (use != ModelUse.Embed || model.Classifier is null) return slot;
            first ??= slot;
        }

        return first;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var slot in _slots) await slot.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>The same for containers that know no other way.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private RequestException Unknown() => new(
        RequestFault.UnknownModel,
        $"there is no model of that name. One of {string.Join(", ", _slots.Select(slot => $"'{slot.Name}'"))} was expected. "
        + "Correct the name, or leave it out for the first that can answer.");

    private static RequestException Wrong(ServedModel model) => new(
        RequestFault.WrongModel,
        $"the model '{model.Name}' gives embeddings and classifies nothing. A classifier was expected. "
            + "Ask for embeddings, or name another.");
}
