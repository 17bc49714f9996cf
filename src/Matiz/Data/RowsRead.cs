using Matiz.Data.Labels;

namespace Matiz.Data;

/// <summary>What a stream of rows came from, known as far as it was read.</summary>
public sealed class RowsRead
{
    /// <summary>The files that were read to their end, in order.</summary>
    public IReadOnlyList<DataFile> Files => Found;

    /// <summary>One line on how numbers among the labels were read; null where there is nothing to say.</summary>
    public string? LabelNote => Decision?.Describe();

    /// <summary>What is to be said of how files and labels were read, one line each.</summary>
    public IEnumerable<string> Notes =>
        [.. Found.Select(file => file.Note).OfType<string>(), .. LabelNote is { } note ? [note] : (string[])[]];

    /// <summary>Rows of a dataset that have no label, as its publisher keeps the answers; they were passed over.</summary>
    public int Unlabelled { get; internal set; }

    internal List<DataFile> Found { get; } = [];

    internal LabelDecision? Decision { get; set; }
}
