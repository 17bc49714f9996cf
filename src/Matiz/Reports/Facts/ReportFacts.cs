using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Features;
using Matiz.Reports.Html;
using Matiz.Runs;
using Matiz.Tasks;
using Matiz.Training;

namespace Matiz.Reports.Facts;

/// <summary>Everything that a report is made of, counted; what is null is not there and is left out.</summary>
internal sealed class ReportFacts
{
    /// <summary>The words.</summary>
    public required ReportWords Words { get; init; }

    /// <summary>What the run or the data is called.</summary>
    public required string Name { get; init; }

    /// <summary>Splits, files and counts.</summary>
    public required DatasetSummary Dataset { get; init; }

    /// <summary>The task.</summary>
    public TextTask Task => field ??= TextTask.For(Dataset.ProblemType);

    /// <summary>Tokens at which texts are cut; null where it is not known.</summary>
    public int? MaxLength { get; init; }

    /// <summary>The classes; null for regression.</summary>
    public ClassLabel? Labels { get; init; }

    /// <summary>The run; null for a report on data alone.</summary>
    public RunRecord? Run { get; init; }

    /// <summary>Whether an encoder was fine-tuned, rather than only read.</summary>
    public bool IsFineTuned => Run is { Command: "train" };

    /// <summary>The predicted splits that have labels, in order.</summary>
    public IReadOnlyList<SplitFacts> Splits { get; init; } = [];

    /// <summary>The split that is looked at in detail.</summary>
    public SplitFacts? Main { get; init; }

    /// <summary>The rows that are listed.</summary>
    public RowSelection? Listed { get; init; }

    /// <summary>What simpler ways reach.</summary>
    public Baselines? Baselines { get; init; }

    /// <summary>The map of the training rows.</summary>
    public FeatureMap? Map { get; init; }

    /// <summary>
    /// The temperature that suits the validation rows best, and what it does; null without such rows, or with several labels a row.
    /// </summary>
    public CalibrationFit? Fit { get; init; }

    /// <summary>The calibration that predictions of the run's model use; none where nobody wrote one.</summary>
    public ModelCalibration Calibration { get; init; } = ModelCalibration.None;

    /// <summary>Reads a run.</summary>
    /// <exception cref="TrainingException">
    /// A file is missing or damaged, or the run has not predicted the split that was asked for.
    /// </exception>
    /// <exception cref="Models.ModelException">The calibration is damaged, or belongs to another model.</exception>
    public static ReportFacts OfRun(string folder, ReportOptions options)
    {
        var run = RunRecord.Load(folder);
        var calibration = run.ReadCalibration();
        var bySplit = run.ReadPredictions().GroupBy(static row => row.Source.Split, StringComparer.Ordinal).ToList();
        SplitFacts[] splits = [.. bySplit
            .Select(rows => SplitFacts.Collect(rows.Key, [.. rows], run.Labels, run.ProblemType, calibration))
            .Where(static split => split.Rows.Count > 0)];
        var validation = Find(splits, "validation");
        var main = options.Split is { } wanted
            ? Find(splits, wanted) ?? throw NoSuchSplit(folder, wanted, splits)
            : validation ?? splits.FirstOrDefault();
        return new ReportFacts
        {
            Words = ReportWords.In(options.Language),
            Name = NameOf(folder),
            Run = run,
            Dataset = run.Dataset,
            MaxLength = WholeOf(run.Settings["effective_max_length"]) ?? WholeOf(run.Settings["max_length"]),
            Labels = run.Labels,
            Splits = splits,
            Main = main,
            Listed = main is null ? null : RowSelection.Select(main, options),
            Baselines = Baselines.Load(folder),
            Map = FeatureMap.Load(folder),
            Calibration = calibration,
            Fit = validation?.Calibration is null
                ? null
                : CalibrationFit.Compute(bySplit.First(static rows => rows.Key is "validation"), run.Labels, run.ProblemType),
        };
    }

    private static SplitFacts? Find(SplitFacts[] splits, string name) =>
        Array.Find(splits, split => string.Equals(split.Name, name, StringComparison.Ordinal));

    private static int? WholeOf(JsonNode? value) => value is JsonValue number && number.TryGetValue(out int whole) ? whole : null;

    private static string NameOf(string folder) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));

    private static TrainingException NoSuchSplit(string folder, string wanted, SplitFacts[] splits) => new(
        $"{folder}: the run has no labelled predictions of '{wanted}'. "
        + (splits.Length == 0
            ? "It has none at all. Leave the split out."
            : $"One of {string.Join(", ", splits.Select(static split => split.Name))} was expected. Name another split."));
}
