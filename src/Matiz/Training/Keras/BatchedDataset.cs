using Matiz.Data;
using Matiz.Models;

namespace Matiz.Training.Keras;

/// <summary>
/// Rows in batches, for <c>Fit</c>, <c>Evaluate</c> and <c>Predict</c> (reference: what <c>to_tf_dataset</c> gives). Texts are tokenized
/// once, by the first model that asks, and kept as ids.
/// </summary>
public sealed class BatchedDataset
{
    private readonly Dataset? _rows;
    private readonly int? _maxLength;
    private WeakReference<SequenceClassificationModel>? _encodedFor;
    private EncodedDataset? _encoded;

    internal BatchedDataset(
        Dataset? rows, EncodedDataset? encoded, int batchSize, bool shuffle, long seed, bool dropRemainder, int? maxLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        if (maxLength is { } length) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length, nameof(maxLength));
        (_rows, _encoded, _maxLength) = (rows, encoded, maxLength);
        (BatchSize, Shuffle, Seed, DropRemainder) = (batchSize, shuffle, seed, dropRemainder);
        RowCount = rows?.Count ?? encoded!.Count;
    }

    /// <summary>Rows.</summary>
    public int RowCount { get; }

    /// <summary>Rows of a batch; the last may have fewer.</summary>
    public int BatchSize { get; }

    /// <summary>Whether each epoch of training has an order of its own.</summary>
    public bool Shuffle { get; }

    /// <summary>Fixes those orders.</summary>
    public long Seed { get; }

    /// <summary>Whether training leaves out a last batch that is not full.</summary>
    public bool DropRemainder { get; }

    /// <summary>Batches of an epoch of training.</summary>
    public int BatchCount => (int)(DropRemainder ? RowCount / BatchSize : ((long)RowCount + BatchSize - 1) / BatchSize);

    /// <summary>The rows as a model reads them.</summary>
    /// <exception cref="TrainingException">A label does not fit the model.</exception>
    internal EncodedDataset For(SequenceClassificationModel model)
    {
        if (_rows is null) return _encoded!;
        if (_encoded is not null && _encodedFor!.TryGetTarget(out var before) && ReferenceEquals(before, model)) return _encoded;
        _encoded = EncodedDataset.Encode(_rows, model, _maxLength);
        _encodedFor = new WeakReference<SequenceClassificationModel>(model);
        return _encoded;
    }

    /// <summary>The order of a pass over the rows.</summary>
    /// <param name="pass">From 0.</param>
    internal int[] OrderOf(int pass) => Shuffle ? SeededPermutation.Create(RowCount, Seed + pass) : [.. Enumerable.Range(0, RowCount)];

    /// <summary>The places in the order that a batch takes.</summary>
    /// <param name="batch">From 0.</param>
    internal Range RowsOf(int batch)
    {
        int start = batch * BatchSize;                          // below the number of rows, as the batch is one of them
        return start..(int)Math.Min((long)start + BatchSize, RowCount);
    }
}

/// <summary>Puts rows into batches.</summary>
public static class BatchedDatasetExtensions
{
    /// <summary>The rows of a dataset in batches (reference: <c>to_tf_dataset</c>).</summary>
    /// <param name="dataset">The rows; their columns are chosen where data are loaded.</param>
    /// <param name="batchSize">Rows of a batch; the last may have fewer.</param>
    /// <param name="shuffle">
    /// Draws a new order for each epoch of training, the same for the same seed. Evaluation and prediction look at every row in its order,
    /// shuffled or not. Default false.
    /// </param>
    /// <param name="seed">Default 42.</param>
    /// <param name="dropRemainder">Leaves a last batch that is not full out of training. Default false.</param>
    /// <param name="maxLength">Tokens at which texts are cut; null: as the model has it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public static BatchedDataset ToBatches(
        this Dataset dataset, int batchSize, bool shuffle = false, long seed = 42, bool dropRemainder = false, int? maxLength = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return new BatchedDataset(dataset, encoded: null, batchSize, shuffle, seed, dropRemainder, maxLength);
    }

    /// <summary>Rows that were tokenized before, in batches: by <see cref="EncodedDataset.Encode"/> with the very model.</summary>
    /// <inheritdoc cref="ToBatches(Dataset, int, bool, long, bool, int?)"/>
    public static BatchedDataset ToBatches(
        this EncodedDataset dataset, int batchSize, bool shuffle = false, long seed = 42, bool dropRemainder = false)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return new BatchedDataset(rows: null, dataset, batchSize, shuffle, seed, dropRemainder, maxLength: null);
    }
}
