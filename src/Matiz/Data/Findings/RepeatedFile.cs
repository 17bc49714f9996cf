using Matiz.Formats.Disk;

namespace Matiz.Data;

/// <summary>A file whose rows were read twice: named twice, or the same bytes under another name.</summary>
/// <param name="Path">The later one, as it was named.</param>
/// <param name="Split">Its split.</param>
/// <param name="First">The earlier one, as it was named.</param>
/// <param name="FirstSplit">Its split.</param>
/// <param name="IsSame">Whether both names lead to one place (spelled otherwise, or by links); else the bytes are the same.</param>
public sealed record RepeatedFile(string Path, string Split, string First, string FirstSplit, bool IsSame)
{
    /// <summary>The later files among those that were read. The bytes decide, so links of every kind and copies are found.</summary>
    public static IReadOnlyList<RepeatedFile> Among(IReadOnlyList<DataFile> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var first = new Dictionary<string, DataFile>(StringComparer.Ordinal);
        var found = new List<RepeatedFile>();
        foreach (var file in files.Where(file => file.Rows > 0))
        {
            if (first.TryAdd(file.Sha256, file)) continue;
            var earlier = first[file.Sha256];
            bool isSame = string.Equals(file.Path, earlier.Path, StringComparison.Ordinal) || FileFacts.AreSame(file.Path, earlier.Path);
            found.Add(new RepeatedFile(file.Path, file.Split, earlier.Path, earlier.Split, isSame));
        }

        return found;
    }

    /// <summary>One line on it.</summary>
    public string Describe()
    {
        bool oneName = string.Equals(Path, First, StringComparison.Ordinal);
        bool oneSplit = string.Equals(Split, FirstSplit, StringComparison.Ordinal);
        string later = DataSource.Display(Path), earlier = DataSource.Display(First);
        string split = Split is RowReader.DefaultSplit ? "" : $"{Split}: ", other = oneSplit ? "" : $" of {FirstSplit}";
        string found = (oneName, oneSplit) switch
        {
            (true, true) => $"{split}{later} is named twice",
            (true, false) => $"{split}{later} is named for {FirstSplit} as well",
            _ => $"{split}{later} {(IsSame ? "is the same file as" : "holds the same bytes as")} {earlier}{other}",
        };
        return oneSplit
            ? $"{found}, so its rows {(Split is RowReader.DefaultSplit ? "are answered" : "count")} twice. Kept; name it once."
            : found + ". Kept, but metrics are too good where rows were trained on; name another file.";
    }
}
