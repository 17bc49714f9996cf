using Matiz.Data;
using Matiz.Features;
using Matiz.Formats.Disk;
using Matiz.Inference;
using Matiz.Models;
using Matiz.Reports;
using Matiz.Sharing;
using Matiz.Tensors;
using Matiz.Training;

namespace Matiz.Workflows;

/// <summary>
/// What comes after a model is safe on the disk: baselines, the map of the classes, the report; and what a run lacks of them, because its
/// process was ended.
/// </summary>
public static class RunCompletion
{
    private const int ReadAhead = 2048;                         // texts that are sorted into batches at once

    /// <summary>
    /// Measures a fresh copy of the base model without fine-tuning and writes <c>baselines.json</c> and the map into a run folder; they
    /// come into its model card, unless that was changed.
    /// </summary>
    /// <param name="folder">The run folder; the caller holds its <see cref="RunLock"/>.</param>
    /// <param name="start">The model that the run began with.</param>
    /// <param name="data">Its rows, with classes as labels.</param>
    /// <param name="arguments">Its arguments: seed and length of texts.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="cache">Where features are kept; null: nowhere.</param>
    /// <param name="progress">Told what is done, and how far it has come.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    public static FeatureRouteResult AddBaselines(
        string folder,
        StartingModel start,
        DatasetDict data,
        TrainingArguments arguments,
        Device device,
        FeatureCache? cache = null,
        IProgress<FeatureRouteProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(device);
        var inference = new InferenceOptions { MaxLength = arguments.MaxLength, ReadAhead = ReadAhead };
        var extractor = new FeatureExtractor(AutoModel.FromPretrained(start.Files, device), options: inference);
        var options = new FeatureRouteOptions { Seed = arguments.Seed, Threads = device.Threads, Cache = cache };
        var result = FeatureRoute.Run(extractor, data, options, progress, cancellation);
        result.Save(folder);
        if (File.Exists(Path.Combine(folder, ModelCard.FileName))) ModelCard.ForFolder(folder).Save(folder);
        return result;
    }

    /// <summary>Writes <c>report.html</c> into a finished run folder.</summary>
    /// <returns>The file.</returns>
    /// <inheritdoc cref="Report.OfRun"/>
    public static string WriteReport(string folder, ReportOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string path = Path.Combine(folder, Report.FileName);
        Report.OfRun(folder, options).Save(path);
        return path;
    }

    /// <summary>
    /// Makes what a run was asked for and lacks: baselines and map from the model and files that it recorded, where they are missing, and
    /// the report. The folder is locked meanwhile.
    /// </summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="inputs">How recorded names are found; null: as folders.</param>
    /// <param name="device">Where to compute; null: <see cref="Device.Default"/>, in the run's precision.</param>
    /// <param name="progress">Told what is done, and how far it has come.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <returns>The file of the report.</returns>
    /// <exception cref="TrainingException">It is no run folder, its files have changed, or another run is at work there.</exception>
    public static string Complete(
        string folder, JobInputs? inputs = null, Device? device = null, IProgress<FeatureRouteProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        using var held = RunLock.Take(folder);
        RunFolder.Open(folder);
        var run = RecordedRun.Load(folder, inputs);
        if (run.LacksBaselines)
        {
            device ??= run.Precision is { } precision ? Device.Default.WithPrecision(precision) : Device.Default;
            AddBaselines(
                folder, run.FindModel(), run.LoadDataAsLabelled(), run.Arguments, device, new FeatureCache(), progress, cancellation);
        }

        return WriteReport(folder);
    }

    /// <summary>
    /// Whether what failed costs the report alone, as the model stands. A disk that is full leaves a run without what it was asked for, and
    /// who cancels wants an end: these are no success.
    /// </summary>
    public static bool IsNoReasonToFail(Exception exception) => exception
        is not (OperationCanceledException
            or FileWriteException { Fault: WriteFault.DiskFull or WriteFault.QuotaUsedUp or WriteFault.DiskFault });
}
