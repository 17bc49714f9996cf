using Matiz.Hub;

namespace Matiz.Data;

/// <summary>Whether a word names a whole dataset, by an id or a folder, or a file or a pattern of files.</summary>
public static class DatasetName
{
    /// <summary>
    /// A folder is a dataset; a file is none, and neither is what looks like one: a path that may be no id, a pattern, <c>-</c>, a name
    /// with an extension of data (<c>train.csv</c>).
    /// </summary>
    /// <param name="word">What was given.</param>
    public static bool IsDataset(string word)
    {
        ArgumentException.ThrowIfNullOrEmpty(word);
        if (Directory.Exists(word)) return true;
        bool isFile = File.Exists(word) || word is DataSource.StandardInput || word.AsSpan().IndexOfAny('*', '?') >= 0
            || RowFormats.TryForPath(word) is not null;
        return !isFile && !HubName.Parse(word).IsPath;
    }
}
