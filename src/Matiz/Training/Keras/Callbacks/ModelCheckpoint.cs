using System.Globalization;
using Matiz.Formats;

namespace Matiz.Training.Keras;

/// <summary>
/// Saves the model after epochs (reference: <c>keras.callbacks.ModelCheckpoint</c>): a model folder, which <c>FromPretrained</c>,
/// <c>TextClassifier.Load</c> and Python open, there as a whole or not at all. What the optimizer remembers is not saved.
/// </summary>
/// <remarks>
/// A path without placeholders is one folder, which the next save replaces; files that are not a model's stay in it. A folder that holds
/// something else than a model is refused.
/// </remarks>
public sealed class ModelCheckpoint : MonitoringCallback
{
    private const string ModelMark = "config.json";

    private readonly CheckpointPath _path;
    private readonly bool _saveBestOnly, _verbose;
    private readonly double? _initialThreshold;
    private double? _best;

    /// <summary>A callback.</summary>
    /// <param name="path">
    /// The folder. Python's placeholders stand for the epoch, from 1, and for what was measured in it:
    /// <c>model-{epoch:02d}-{val_loss:.2f}</c>.
    /// </param>
    /// <param name="monitor">The value that says what is best. Default <c>val_loss</c>.</param>
    /// <param name="verbose">Whether it says what it saves. Default false.</param>
    /// <param name="saveBestOnly">Whether only epochs are saved that are better than every one before. Default false: each is.</param>
    /// <param name="mode">Which direction is better. Default as the metric says.</param>
    /// <param name="initialValueThreshold">What the first must already be better than. Null, the default: nothing.</param>
    /// <exception cref="ArgumentException">The path is empty, or has a placeholder that is not understood.</exception>
    public ModelCheckpoint(
        string path, string monitor = "val_loss", bool verbose = false, bool saveBestOnly = false, MonitorMode mode = MonitorMode.Auto,
        double? initialValueThreshold = null)
        : base(monitor, mode, minDelta: 0)
    {
        _path = CheckpointPath.Parse(path);
        (_saveBestOnly, _verbose, _initialThreshold) = (saveBestOnly, verbose, initialValueThreshold);
    }

    /// <summary>The folder that was saved last; null before the first.</summary>
    public string? LastPath { get; private set; }

    /// <inheritdoc/>
    public override void OnTrainBegin(FitContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_saveBestOnly) Watch(context);
        foreach (string name in _path.LogNames) Require(context, name);
        if (_path.Fixed is { } folder)
        {
            AtomicFolder.RequireWritable(folder);
            RequireModelOrNothing(folder);
        }

        (_best, LastPath) = (_initialThreshold, null);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(FitContext context, int epoch, IDictionary<string, double> logs)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(logs);
        if (_saveBestOnly && !IsBest(logs)) return;
        string folder = _path.For(epoch + 1, logs);
        Save(context, folder);
        LastPath = folder;
        if (_verbose) context.Write(string.Create(CultureInfo.InvariantCulture, $"Epoch {epoch + 1}: the model is saved in {folder}."));
    }

    private bool IsBest(IDictionary<string, double> logs)
    {
        if (!logs.TryGetValue(Monitor, out double value) || !IsImprovement(value, _best)) return false;
        _best = value;
        return true;
    }

    // What is saved after every epoch cannot be named by what only some epochs measure.
    private void Require(FitContext context, string name)
    {
        context.RequireLogged(nameof(ModelCheckpoint), name);
        bool isRare = context.ValidationFreq > 1 && name.StartsWith(FitContext.ValidationPrefix, StringComparison.Ordinal);
        bool savesRarely = _saveBestOnly && Monitor.StartsWith(FitContext.ValidationPrefix, StringComparison.Ordinal);
        if (!isRare || savesRarely) return;
        throw new TrainingException(
            $"the path of {nameof(ModelCheckpoint)} has '{name}', which is measured after every {context.ValidationFreq} epochs only, but "
            + "each epoch is saved. A name that each has was expected. Leave it out of the path, or validate after each epoch.");
    }

    private static void Save(FitContext context, string folder)
    {
        RequireModelOrNothing(folder);
        AtomicFolder.Write(folder, place =>
        {
            context.Model.Save(place);
            CheckpointFiles.CopyForeign(folder, place);
        });
    }

    private static void RequireModelOrNothing(string folder)
    {
        bool isFree = !Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any();
        if (isFree || File.Exists(Path.Combine(folder, ModelMark))) return;
        throw new TrainingException(
            $"{folder}: this folder holds other things than a model, and {nameof(ModelCheckpoint)} was to save one there. "
            + "A new folder, or one with a model to be replaced, was expected. Give another path.");
    }
}
