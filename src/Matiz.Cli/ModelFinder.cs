using Matiz.Cli.Terminal;
using Matiz.Defaults;
using Matiz.Hub;
using Matiz.Workflows;

namespace Matiz.Cli;

/// <summary>
/// Finds the model that a word names: a path that exists, else the encoder that the program carries, else an id on the Hub, whose files are
/// downloaded once, with bars.
/// </summary>
internal sealed class ModelFinder(CommandHost host, Notes notes)
{
    /// <summary>How datasets of the Hub are reached that runs recorded.</summary>
    public DatasetAccess Datasets => new() { Hub = host.Hub, Cancellation = host.Interrupt };

    /// <summary>A model.</summary>
    /// <param name="model">The word.</param>
    /// <param name="revision">Branch, tag or commit of an id; null: as pinned, else <c>main</c>.</param>
    /// <exception cref="UsageException">There is no such folder, or a revision was given for one.</exception>
    /// <exception cref="HubException">The Hub does not give it.</exception>
    public ModelSource Find(string model, string? revision = null) => Find(model, revision, HubSelection.Model);

    /// <summary>The same, without the weights of a model of the Hub.</summary>
    public ModelSource FindTokenizer(string model, string? revision) => Find(model, revision, HubSelection.Tokenizer);

    /// <summary>A model, or the encoder that the program carries where none is named.</summary>
    public ModelSource FindOrEmbedded(string? model, string? revision)
    {
        if (model is not null) return Find(model, revision);
        if (revision is null) return ModelSource.Embedded();
        throw new UsageException($"--revision {revision}: it is of a model of the Hub, and none is named. Give --model ID as well.");
    }

    /// <summary>The model that a run began with: of the Hub at the very commit.</summary>
    public ModelSource FindRecorded(RecordedModel recorded)
    {
        var source = FindOrEmbedded(recorded.Name, recorded.Commit ?? recorded.Revision);
        return recorded.Commit is null ? source : ModelSource.FromHub(source.Start with { Revision = recorded.Revision });
    }

    private ModelSource Find(string model, string? revision, HubSelection selection)
    {
        bool isEmbedded = string.Equals(model, EmbeddedEncoder.Name, StringComparison.Ordinal) && !Path.Exists(model);
        if (!isEmbedded && !HubName.Parse(model).IsPath) return Download(model, revision, selection);
        if (revision is not null)
        {
            string what = isEmbedded ? "is built in" : "is a path";
            throw new UsageException(
                $"--revision {revision}: it is of a model of the Hub, and {model} {what}. Leave --revision out, or name an id.");
        }

        return isEmbedded ? ModelSource.Embedded() : ModelSource.InFolder(model);
    }

    private ModelSource Download(string model, string? revision, HubSelection selection)
    {
        var name = HubName.Parse(model);
        name.Repository(HubRepositoryKind.Model);               // what can be no id is not said to be asked for
        var options = host.Hub();
        if (!options.IsOffline) notes.Say($"{model}: there is no such path here; asking {options.Endpoint.Host} for it.");
        using var downloads = new HubDownloads(options) { Notes = notes.Say };
        using var display = new DownloadDisplay(host, notes, model, options.ShowProgress);
        var download = downloads.SnapshotAsync(name, HubRepositoryKind.Model, revision, selection, display, host.Interrupt);
        return ModelSource.FromHub(StartingModel.OfSnapshot(download.GetAwaiter().GetResult(), revision));
    }
}
