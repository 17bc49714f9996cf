using Matiz.Cli.Terminal;
using Matiz.Hub;
using Matiz.Workflows;

namespace Matiz.Cli;

/// <summary>Loads what may be a dataset of the Hub: says that it is asked for, and shows bars.</summary>
internal static class DatasetDownload
{
    /// <summary>Loads.</summary>
    /// <param name="host">Has the Hub and the terminal.</param>
    /// <param name="notes">Told what is asked for.</param>
    /// <param name="name">The dataset, an id or a folder; null: files.</param>
    /// <param name="load">Loads it.</param>
    public static T Show<T>(CommandHost host, Notes notes, string? name, Func<DatasetAccess, T> load)
    {
        var access = new DatasetAccess { Hub = host.Hub, Cancellation = host.Interrupt };
        if (string.IsNullOrEmpty(name)) return load(access);
        var parsed = HubName.Parse(name);
        if (parsed.IsPath) return load(access);
        parsed.Repository(HubRepositoryKind.Dataset);           // what can be no id is not said to be asked for
        var options = host.Hub();
        if (!options.IsOfflineFor(HubRepositoryKind.Dataset))
            notes.Say($"{name}: there is no such path here; asking {options.Endpoint.Host} for it.");
        using var display = new DownloadDisplay(host, notes, name, options.ShowProgress);
        return load(access with { Hub = () => options, Progress = display });
    }
}
