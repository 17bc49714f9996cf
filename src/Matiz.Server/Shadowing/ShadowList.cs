using Matiz.Models;
using Matiz.Server.Hosting;
using Matiz.Server.Models;
using Matiz.Server.Reloading;
using Microsoft.Extensions.Hosting;

namespace Matiz.Server.Shadowing;

/// <summary>The shadows of a server's models; loaded after the models.</summary>
internal sealed class ShadowList(ServerSetup setup, ModelShelf shelf) : IHostedService, IAsyncDisposable
{
    private volatile IReadOnlyList<Shadow> _shadows = [];

    /// <summary>The shadows.</summary>
    public IReadOnlyList<Shadow> Shadows => _shadows;

    /// <summary>The places of the second versions.</summary>
    public IEnumerable<ModelSlot> Slots => _shadows.Select(shadow => shadow.Slot);

    public Task StartAsync(CancellationToken cancellationToken) => Task.Run(() => Load(cancellationToken), cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var shadow in _shadows) await shadow.DisposeAsync().ConfigureAwait(false);
        _shadows = [];
    }

    private void Load(CancellationToken cancellationToken)
    {
        var shadows = new List<Shadow>();
        foreach (var entry in setup.Shadows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var served = shelf.Slots.First(slot => string.Equals(slot.Name, entry.Name, StringComparison.Ordinal));
            var files = entry.Open();
            var watch = FolderWatch.Over(files);
            var model = ServedModel.Load(entry.Name, files, entry.Options, setup.Options);
            RequireComparable(served.Current, model);
            var slot = new ModelSlot(model) { Options = entry.Options, Watch = watch, Title = $"shadow of {entry.Name}" };
            served.Shadow = new Shadow(served, slot, entry.Share);
            shadows.Add(served.Shadow);
        }

        _shadows = shadows;
    }

    private static void RequireComparable(ServedModel served, ServedModel shadow)
    {
        if (served.Classifier is not { } one)
        {
            throw new ModelException(
                served.Files.Path, $"'{served.Name}' gives embeddings and classifies nothing. A classifier was expected, since a shadow's "
                + "labels are compared. Leave the shadow out.");
        }

        if (shadow.Classifier is not { } other)
        {
            throw new ModelException(
                shadow.Files.Path,
                $"the shadow of '{served.Name}' is no classifier. One of the same labels was expected. Name another folder.");
        }

        if (one.ProblemType != other.ProblemType || !one.Labels.Names.SequenceEqual(other.Labels.Names, StringComparer.Ordinal))
        {
            throw new ModelException(
                shadow.Files.Path,
                $"the shadow of '{served.Name}' has other labels ({string.Join(", ", other.Labels.Names.Take(10))}; {other.ProblemType}). "
                + $"The same in the same order were expected ({string.Join(", ", one.Labels.Names.Take(10))}; {one.ProblemType}). "
                + "Name a version of the same model.");
        }
    }
}
