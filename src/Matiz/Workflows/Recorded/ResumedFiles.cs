using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Files;
using Matiz.Training;

namespace Matiz.Workflows;

/// <summary>The files of a resumed run: the same ones with the same bytes, known by their names.</summary>
internal static class ResumedFiles
{
    /// <summary>Checks that a resumed run reads what it was begun with.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="recorded">The files and hashes that it recorded.</param>
    /// <param name="data">What was read now.</param>
    /// <exception cref="TrainingException">
    /// A file has come, gone or changed, or they stand in another order; or the record is damaged.
    /// </exception>
    public static void Require(string folder, JsonNode recorded, DatasetDict data)
    {
        var before = Read(folder, recorded);
        var now = DataSelection.HashesOf(data).Select(File.OfRecord).ToList();
        var gone = Missing(before, now);
        var come = Missing(now, before);
        if (gone.Count + come.Count > 0)
        {
            string[] differences = [.. gone.Select(file => $"{file.Path} is gone"), .. come.Select(file => $"{file.Path} was not there")];
            throw new TrainingException(
                $"{folder}: the run was begun with other files: {string.Join("; ", differences)}. The same files were expected. "
                + "Put back what is gone and take away what has come, or start a new run with another TrainingArguments.OutputDirectory.");
        }

        foreach (var file in now)
        {
            if (before.Exists(other => other.IsSame(file) && string.Equals(other.Sha256, file.Sha256, StringComparison.Ordinal))) continue;
            string expected = before.First(other => other.IsSame(file)).Sha256;
            throw new TrainingException(
                $"{file.Path}: the file's SHA-256 is {file.Sha256}, but the run in {folder} was begun with {expected}. "
                + "A resumed run needs the same bytes. "
                + "Restore the file, or start a new run with another TrainingArguments.OutputDirectory.");
        }

        for (int i = 0; i < now.Count; i++)
        {
            if (before[i].IsSame(now[i])) continue;
            throw new TrainingException(
                $"{folder}: the run was begun with its files in another order: {before[i].Path} stood where {now[i].Path} stands. "
                + "The same order was expected. "
                + "Name the files as before, or start a new run with another TrainingArguments.OutputDirectory.");
        }
    }

    private static List<File> Read(string folder, JsonNode recorded)
    {
        try
        {
            return [.. recorded.AsArray().Select(File.OfRecord)];
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException)
        {
            throw new TrainingException(
                $"{Path.Combine(folder, RunSettings.FileName)}: 'data_files' is damaged ({exception.Message}). "
                + "The file that the run wrote was expected. Restore it, or start the run again.",
                exception);
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
        public static File OfRecord(JsonNode? node) =>
            new(
                node.Required("split").GetValue<string>(),
                node.Required("path").GetValue<string>(),
                node.Required("sha256").GetValue<string>());

        public bool IsSame(File other) =>
            string.Equals(Split, other.Split, StringComparison.Ordinal)
            && string.Equals(Full(Path), Full(other.Path), StringComparison.Ordinal);

        private static string Full(string path) =>
            string.Equals(path, DataSource.StandardInput, StringComparison.Ordinal) ? path : System.IO.Path.GetFullPath(path);
    }
}
