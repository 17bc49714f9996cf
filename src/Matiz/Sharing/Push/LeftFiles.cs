using Matiz.Hub;
using Matiz.Hub.Cache;
using Matiz.Training;

namespace Matiz.Sharing.Push;

/// <summary>
/// What an earlier model left in a repository that a reader would take with the one that is sent, or in its place: weights that come first,
/// a calibration, modules of sentence-transformers, files of a tokenizer. They go with the commit, or the repository would answer with a
/// mixture of two models and say nothing. Cards, licences, weights that come later and files of other names stay.
/// </summary>
internal static class LeftFiles
{
    /// <summary>Asks the Hub what is there.</summary>
    /// <exception cref="HubException">It cannot be reached.</exception>
    public static Task<IReadOnlyList<string>> FindAsync(
        HubClient client, HubRepository repository, string revision, IReadOnlyList<HubUploadFile> sent,
        CancellationToken cancellationToken) =>
        StandingFiles.AskAsync<IReadOnlyList<string>>(revision, none: [], async branch =>
        {
            var there = new List<HubFile>();
            await foreach (var file in client.ListFilesAsync(repository, branch, "", cancellationToken).ConfigureAwait(false))
                there.Add(file);
            return Among(repository, there, sent);
        });

    /// <summary>Their names, ascending.</summary>
    /// <param name="repository">For messages.</param>
    /// <param name="there">What is there.</param>
    /// <param name="sent">What is sent.</param>
    public static IReadOnlyList<string> Among(HubRepository repository, IReadOnlyList<HubFile> there, IReadOnlyList<HubUploadFile> sent)
    {
        var own = sent.ToDictionary(static file => file.Path, StringComparer.Ordinal);
        var left = there.Where(file => !own.ContainsKey(file.Path)).ToList();
        var found = new SortedSet<string>(StringComparer.Ordinal);
        while (true)
        {
            // Weights that come first hide others that come before those that are sent.
            HubFile[] all = [.. own.Keys.Select(static path => new HubFile(path, 0, "", null)), .. left];
            var read = new ModelChoice(repository, all, path => Bytes(own, path), format: null).Names().ToHashSet(StringComparer.Ordinal);
            int count = left.RemoveAll(file => read.Contains(file.Path) && !Stays(file.Path) && found.Add(file.Path));
            if (count == 0) return [.. found];
        }
    }

    private static bool Stays(string path)
    {
        string name = path[(path.LastIndexOf('/') + 1)..];
        return ModelFileNames.IsPaper(name) || name == RunFiles.DatasetInfo;
    }

    private static byte[]? Bytes(Dictionary<string, HubUploadFile> own, string path)
    {
        if (!own.TryGetValue(path, out var file)) return null;
        using var stream = file.OpenRead();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
