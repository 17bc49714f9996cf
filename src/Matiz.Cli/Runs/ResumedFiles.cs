using System.Text.Json.Nodes;
using Matiz.Data;

namespace Matiz.Cli.Runs;

/// <summary>The files of a run that is gone on with: the same ones with the same bytes, known by their names.</summary>
internal static class ResumedFiles
{
    /// <summary>Checks that a resumed run reads what it was begun with; of a new run, nothing.</summary>
    /// <exception cref="UsageException">A file has come, gone or changed, or they stand in another order.</exception>
    public static void Require(RunRequest request, DatasetDict data)
    {
        if (request.RecordedHashes is not { } recorded) return;
        var before = recorded.Select(File.Of).ToList();
        var now = DataRequest.HashesOf(data).Select(File.Of).ToList();
        var gone = Missing(before, now);
        var come = Missing(now, before);
        if (gone.Count + come.Count > 0)
        {
            string[] differences = [.. gone.Select(file => $"{file.Path} is gone"), .. come.Select(file => $"{file.Path} was not there")];
            throw new UsageException(
                $"{request.Output}: the run was begun with other files: {string.Join("; ", differences)}. The same files were expected. "
                + "Put back what is gone and take away what has come, or start a new run with another --output.");
        }

        foreach (var file in now)
        {
            if (before.Exists(other => other.IsSame(file) && string.Equals(other.Sha256, file.Sha256, StringComparison.Ordinal))) continue;
            string expected = before.First(other => other.IsSame(file)).Sha256;
            throw new UsageException(
                $"{file.Path}: the file's SHA-256 is {file.Sha256}, but the run in {request.Output} was begun with {expected}. "
                + "A resumed run needs the same bytes. Restore the file, or start a new run with another --output.");
        }

        for (int i = 0; i < now.Count; i++)
        {
            if (before[i].IsSame(now[i])) continue;
            throw new UsageException(
                $"{request.Output}: the run was begun with its files in another order: {before[i].Path} stood where {now[i].Path} stands. "
                + "The same order was expected. Name the files as before, or start a new run with another --output.");
        }
    }

    // A file that was named twice before is missing where it is named once now.
    private static List<File> Missing(List<File> those, List<File> among)
    {
        var left = among.ToList();
        return [.. those.Where(file =>
        {
            int at = left.FindIndex(file.IsSame);
            if (at >= 0) left.RemoveAt(at);
            return at < 0;
        })];
    }

    private sealed record File(string Split, string Path, string Sha256)
    {
        public static File Of(JsonNode? node) =>
            new(node!["split"]!.GetValue<string>(), node["path"]!.GetValue<string>(), node["sha256"]!.GetValue<string>());

        public bool IsSame(File other) =>
            string.Equals(Split, other.Split, StringComparison.Ordinal) && string.Equals(Full(Path), Full(other.Path), StringComparison.Ordinal);

        private static string Full(string path) =>
            string.Equals(path, DataSource.StandardInput, StringComparison.Ordinal) ? path : System.IO.Path.GetFullPath(path);
    }
}
