using System.Text.Json;
using Matiz.Files;
using Matiz.Formats.Json;

namespace Matiz.Weights;

/// <summary>The index of a checkpoint in several files: which tensor lies in which.</summary>
internal static class WeightIndex
{
    internal const string Suffix = ".index.json";
    private const long MaxBytes = 100_000_000;   // as much as one header may have

    /// <summary>Tensor name to file name; every file name is plain.</summary>
    internal static Dictionary<string, string> Read(ModelFiles files, string fileName)
    {
        string path = files.PathOf(fileName);
        long length = LengthIn(files, fileName);
        if (length > MaxBytes)
            throw new CheckpointException(path, $"the index has {length} bytes, expected at most {MaxBytes}. Is it an index?");
        byte[] bytes = files.Read(fileName, "the index of a checkpoint (JSON)", (place, reason) => new CheckpointException(place, reason))!;
        try
        {
            using var document = PythonJson.ParseDocument(bytes);
            if (document.RootElement.ValueKind != JsonValueKind.Object ||
                !document.RootElement.TryGetProperty("weight_map", out var map) || map.ValueKind != JsonValueKind.Object)
            {
                throw new CheckpointException(
                    path, "there is no object 'weight_map', expected tensor names with their files. Fetch the index again.");
            }

            var places = new Dictionary<string, string>(StringComparer.Ordinal);
            // Of equal names the last, as in Python.
            foreach (var pair in map.EnumerateObject()) places[pair.Name] = PlainFile(path, pair);
            if (places.Count == 0)
                throw new CheckpointException(
                    path, "'weight_map' is empty, expected tensor names with their files. Fetch the index again.");
            return places;
        }
        // The latter two: text that is no Unicode.
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new CheckpointException(path, $"the index is no valid JSON: {e.Message.TrimEnd('.')}. Fetch it again.", e);
        }
    }

    private static long LengthIn(ModelFiles files, string fileName)
    {
        if (files.LocalPathOf(fileName) is { } local) return new FileInfo(local).Length;
        using var stream = files.Open(fileName)!;
        return stream.CanSeek ? stream.Length : 0;
    }

    private static string PlainFile(string path, JsonProperty pair)
    {
        if (pair.Value.ValueKind != JsonValueKind.String)
            throw new CheckpointException(
                path, $"'weight_map' has {pair.Value.ValueKind} for '{pair.Name}', expected a file name. Fetch the index again.");
        string file = pair.Value.GetString()!;
        bool isPlain = file.Length > 0 && file.AsSpan().IndexOfAny("/\\:\0") < 0 && file is not ("." or "..");
        return isPlain
            ? file
            : throw new CheckpointException(
                path, $"'weight_map' places '{pair.Name}' in '{file}', expected a plain file name beside the index. " +
                "Do not trust these files: fetch them from another source.");
    }
}
