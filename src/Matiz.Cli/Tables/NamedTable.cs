using Matiz.Data;
using Matiz.Hub;

namespace Matiz.Cli.Tables;

/// <summary>Files with how they are read: those that were named, or those of a split of a dataset.</summary>
/// <param name="Sources">The files.</param>
/// <param name="Options">How they are read.</param>
/// <param name="Origin">The dataset; null: files were named.</param>
/// <param name="Split">Its split; null as well.</param>
internal sealed record NamedTable(IReadOnlyList<DataSource> Sources, DataOptions Options, DatasetOrigin? Origin, string? Split)
{
    /// <summary>What words name: files and patterns, and datasets with all their splits.</summary>
    /// <param name="words">What was typed.</param>
    /// <param name="request">The configuration and the revision of the datasets; its name is not looked at.</param>
    /// <param name="options">How files are read.</param>
    /// <param name="host">Has the Hub.</param>
    /// <param name="notes">Told how splits are found.</param>
    /// <exception cref="UsageException">A configuration or a revision was typed, and no dataset.</exception>
    public static IReadOnlyList<NamedTable> Find(
        string[] words, DatasetRequest request, DataOptions options, CommandHost host, Notes notes)
    {
        string? idle = request.Configuration is not null ? "--dataset-config" : request.Revision is not null ? "--dataset-revision" : null;
        if (!words.Any(DatasetName.IsDataset))
        {
            return idle is null
                ? [new NamedTable(DataSource.Expand(words, options.Format, options.StandardInput), options, null, null)]
                : throw new UsageException(
                    $"{idle} was given, but no dataset. An id of the Hub, or a folder, was expected. Name one, or leave {idle} out.");
        }

        var tables = new List<NamedTable>();
        foreach (string word in words)
        {
            if (!DatasetName.IsDataset(word))
            {
                tables.Add(new NamedTable(DataSource.Expand([word], options.Format, options.StandardInput), options, null, null));
                continue;
            }

            tables.AddRange(DatasetDownload.Show(host, notes, word, access =>
            {
                var named = request with { Name = word, Hub = HubName.Parse(word).IsPath ? null : access.Hub() };
                var opened = DatasetRepository.Open(named, options, access.Progress, access.Cancellation);
                foreach (string note in opened.Notes) notes.Say(note);
                return opened.Splits.Select(split => new NamedTable(opened.Sources(split), opened.Options, opened.Origin, split)).ToList();
            }));
        }

        return tables;
    }

    /// <summary>Refuses datasets where one table is wanted.</summary>
    /// <exception cref="UsageException">A word names one.</exception>
    public static void RequireFiles(string[] words)
    {
        if (words.FirstOrDefault(DatasetName.IsDataset) is not { } dataset) return;
        throw new UsageException(
            $"data convert: '{dataset}' is no file, but a dataset, whose splits are no one table. Files were expected. "
            + "Name files that exist; 'data info' lists those of a dataset.");
    }
}
