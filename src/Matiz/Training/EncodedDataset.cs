using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Matiz.Data;
using Matiz.Models;
using Matiz.Tokenizers;

namespace Matiz.Training;

/// <summary>
/// The rows of a dataset as a trainer holds them: token ids end to end, 4 bytes a token, and labels; no texts.
/// </summary>
public sealed class EncodedDataset
{
    private readonly TokenIds _tokens;

    private EncodedDataset(string name, TokenIds tokens, Label[] labels, TextLimit limit)
    {
        (Name, _tokens, Labels, Limit) = (name, tokens, labels, limit);
        Lengths = new int[tokens.RowCount];
        for (int row = 0; row < Lengths.Length; row++) Lengths[row] = tokens.Offsets[row + 1] - tokens.Offsets[row];
    }

    /// <summary>The split: <c>train</c>, <c>validation</c>, <c>test</c>, ...</summary>
    public string Name { get; }

    /// <summary>Rows.</summary>
    public int Count => Lengths.Length;

    /// <summary>Tokens of all rows together.</summary>
    public int TokenCount => _tokens.Offsets[^1];

    /// <summary>The tokens at which texts were cut.</summary>
    public int MaxLength => Limit.MaxLength;

    /// <summary>Where texts were cut, and whether the position table is what limits them.</summary>
    public TextLimit Limit { get; }

    /// <summary>The tokens of each row, special tokens included, after truncation.</summary>
    public int[] Lengths { get; }

    /// <summary>How many tokens of each row truncation dropped.</summary>
    public int[] DroppedTokens => _tokens.DroppedTokens;

    /// <summary>The label of each row.</summary>
    public IReadOnlyList<Label> Labels { get; }

    /// <summary>
    /// Encodes every row of a dataset, on all cores. Labels become indices of the model: a class is known by its name, whatever its place
    /// in the dataset; where the model has none of the names, whole numbers are its indices.
    /// </summary>
    /// <param name="dataset">The rows.</param>
    /// <param name="model">Its tokenizer encodes; its position table bounds the length.</param>
    /// <param name="maxLength">Tokens at which texts are cut; null: as the model has it; see <see cref="TextLimit.ForModel"/>.</param>
    /// <exception cref="TrainingException">A label does not fit the model, or is none of its classes.</exception>
    /// <exception cref="ModelException">A row is a pair, and the model has no token type for a second text.</exception>
    /// <exception cref="DataException">The model cannot read a row: it has no token, or one without an embedding.</exception>
    public static EncodedDataset Encode(Dataset dataset, SequenceClassificationModel model, int? maxLength = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(model);
        var encoder = RowEncoder.ForModel(model, maxLength);
        var labels = new Label[dataset.Count];
        var inputs = new TextInput[dataset.Count];
        int[]? final = dataset.Labels is null ? null : model.Labels.IndicesOf(dataset.Labels);
        for (int i = 0; i < labels.Length; i++)
        {
            var row = dataset[i];
            CheckLabel(row, model, dataset.Labels, final);
            labels[i] = final is null ? row.Label : row.Label.Renumbered(final);
            inputs[i] = TextInput.FromRow(row);
        }

        return new EncodedDataset(dataset.Name, encoder.Encode(inputs), labels, encoder.Limit);
    }

    /// <summary>A summary of the dataset with the token lengths of these rows, before any cut.</summary>
    /// <param name="summary">Counts of the texts.</param>
    /// <param name="split">The split that these rows are.</param>
    internal DatasetSummary AddLengths(DatasetSummary summary, string split)
    {
        ArgumentNullException.ThrowIfNull(summary);
        var lengths = new int[Count];
        for (int row = 0; row < lengths.Length; row++) lengths[row] = Lengths[row] + DroppedTokens[row];
        return summary.WithTokenLengths(split, lengths, MaxLength, Limit.IsPositionTable);
    }

    /// <summary>Cuts rows, in their order, into runs that fit a bound of tokens, as <see cref="TokenBatch.Cut"/> does.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="tokenBound">At least 1.</param>
    /// <returns>Places in <paramref name="rows"/>: start and count.</returns>
    internal IReadOnlyList<(int Start, int Count)> Cut(ReadOnlySpan<int> rows, int tokenBound)
    {
        var lengths = new int[rows.Length];
        for (int i = 0; i < lengths.Length; i++) lengths[i] = Lengths[rows[i]];
        return TokenBatch.Cut(lengths, tokenBound);
    }

    /// <summary>Rows laid end to end for a model.</summary>
    public TokenBatch Batch(ReadOnlySpan<int> rows)
    {
        var offsets = new int[rows.Length + 1];
        for (int i = 0; i < rows.Length; i++) offsets[i + 1] = checked(offsets[i] + Lengths[rows[i]]);
        var ids = new int[offsets[^1]];
        var typeIds = _tokens.TypeIds is null ? null : new int[ids.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            int start = _tokens.Offsets[rows[i]], length = Lengths[rows[i]];
            _tokens.Ids.AsSpan(start, length).CopyTo(ids.AsSpan(offsets[i]));
            for (int t = 0; typeIds is not null && t < length; t++) typeIds[offsets[i] + t] = _tokens.TypeIds![start + t];
        }

        return new TokenBatch(ids, offsets, typeIds);
    }

    /// <summary>The SHA-256, in hexadecimal digits, of everything that training reads: ids, lengths, types, labels.</summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes<int>(_tokens.Ids.AsSpan(0, TokenCount)));
        hash.AppendData(MemoryMarshal.AsBytes<int>(Lengths));
        if (_tokens.TypeIds is { } types) hash.AppendData(types.AsSpan(0, TokenCount));
        Span<byte> word = stackalloc byte[sizeof(int)];
        foreach (var label in Labels)
        {
            BinaryPrimitives.WriteInt32LittleEndian(word, (int)label.Kind);
            hash.AppendData(word);
            if (label.Kind == LabelKind.Indices) hash.AppendData(MemoryMarshal.AsBytes(label.Indices));
            BinaryPrimitives.WriteInt32LittleEndian(word, label.Kind switch
            {
                LabelKind.Index => label.Index,
                LabelKind.Value => BitConverter.SingleToInt32Bits(label.Value),
                LabelKind.Indices => label.Indices.Length,
                _ => 0,
            });
            hash.AppendData(word);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Checks that every row has a label.</summary>
    /// <exception cref="TrainingException">A row has none, or there is no row.</exception>
    internal EncodedDataset RequireLabels()
    {
        if (Count == 0) throw new TrainingException($"'{Name}' has no row; at least one was expected. Check the data.");
        for (int row = 0; row < Count; row++)
        {
            if (Labels[row].Kind == LabelKind.None)
                throw new TrainingException(
                    $"row {row + 1} of '{Name}' has no label; every row of training and evaluation needs one. Label it or leave it out.");
        }

        return this;
    }

    private static void CheckLabel(Row row, SequenceClassificationModel model, ClassLabel? classes, int[]? final)
    {
        int highest = row.Label.Kind switch
        {
            LabelKind.Index => row.Label.Index,
            LabelKind.Indices when row.Label.Indices.Length > 0 => row.Label.Indices[^1],
            _ => -1,
        };
        if (row.Label.Kind != LabelKind.None && row.Label.Kind != model.ProblemType.LabelKind)
        {
            throw new TrainingException(
                $"{row.Source}: the label is {row.Label.Kind}, but the model is made for {model.ProblemType}. "
                + "Load data and model for the same problem type.");
        }

        if (final is not null)
        {
            ReadOnlySpan<int> indices =
                row.Label.Kind switch { LabelKind.Index => [row.Label.Index], LabelKind.Indices => row.Label.Indices, _ => [] };
            foreach (int index in indices)
            {
                if (final[index] >= 0) continue;
                string name = classes!.NameOf(index);
                if (ClassLabel.TryWholeNumber(name, out long number) && !classes.Names.Any(other => model.Labels.TryIndexOf(other, out _)))
                    throw NoIndex(row, number, model);
                throw new TrainingException(
                    $"{row.Source}: the label '{name}' is none of the model's: {model.Labels.Listed()}. "
                    + "Load the model with the labels of this dataset "
                    + "(FromPretrained(folder, data.Labels)), or the dataset with those of the model.");
            }

            return;
        }

        if (highest >= model.Labels.Count)
        {
            throw NoIndex(row, highest, model);
        }
    }

    private static TrainingException NoIndex(Row row, long index, SequenceClassificationModel model) =>
        new(
            $"{row.Source}: the label has index {index}, but the model has {model.Labels.Count} labels. "
            + "Load the model with the labels of this dataset.");
}
