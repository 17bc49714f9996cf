using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Features;
using Matiz.Files;
using Matiz.Models;
using Matiz.Models.Loading;
using Matiz.Models.SentenceTransformers;
using Matiz.Runs;
using Matiz.Tasks;
using Matiz.Training;
using Matiz.Weights;

namespace Matiz.Sharing.Cards;

/// <content>From a folder to facts.</content>
internal sealed partial record CardFacts
{
    private const string ClassifierClass = "ForSequenceClassification";

    /// <summary>Whether a folder holds a text classifier, so that there is something to say of it.</summary>
    /// <exception cref="ModelException">Its <c>config.json</c> is damaged.</exception>
    public static bool CanRead(string folder)
    {
        var files = ModelFiles.InFolder(folder);
        return files.Exists(ModelConfig.FileName)
            && (ModelConfig.Load(files).Architectures.Any(static name => name.EndsWith(ClassifierClass, StringComparison.Ordinal))
                || PooledHead.IsIn(files));
    }

    /// <summary>Reads a model folder, with all that a run left in it.</summary>
    /// <param name="folder">Where the files lie.</param>
    /// <param name="name">What the model is called.</param>
    /// <param name="repositoryId">Its id on the Hub; null: none.</param>
    /// <exception cref="ModelException">A file of the model is missing or damaged.</exception>
    /// <exception cref="TrainingException">A file of the run is damaged.</exception>
    public static CardFacts Read(string folder, string name, string? repositoryId)
    {
        var files = ModelFiles.InFolder(folder);
        var config = ModelConfig.Load(files);
        var task = TextTask.For(config.ProblemType);
        var labels = task.HasClasses ? config.Labels : null;
        var calibration = labels is null ? ModelCalibration.None : ModelCalibration.Load(files, labels);
        var settings = RunFolder.IsRunFolder(folder) ? RunSettings.Load(folder) : RunSettings.Empty;
        var run = IsWhole(folder) ? RunRecord.Load(folder) : null;
        CalibrationFit? fit = null;
        var facts = new CardFacts
        {
            Name = name,
            RepositoryId = repositoryId,
            Task = task,
            Labels = labels,
            ModelType = config.ModelType,
            Parameters = ParametersOf(files),
            IsPooled = PooledHead.IsIn(files),
            Calibration = calibration,
            Settings = settings,
            Dataset = run?.Dataset,
            History = run?.History ?? [],
            Splits = run is null ? [] : CardSplit.Read(run, calibration, out fit),
            Fit = fit,
            Results = run?.Results ?? ResultsFile.Load(Path.Combine(folder, RunFiles.AllResults)),
            Baselines = Baselines.Load(folder),
        };
        return facts with
        {
            MaxLength = facts.Whole("effective_max_length") ?? facts.Whole("max_length"),
            Base = BaseOf(facts),
            Data = DataOf(facts),
        };
    }

    /// <summary>A recorded whole number; null where there is none.</summary>
    public int? Whole(string key) => Settings[key] is JsonValue value && value.TryGetValue(out int whole) ? whole : null;

    private static bool IsWhole(string folder) => RunFolder.IsRunFolder(folder)
        && new[] { RunFiles.AllResults, RunFiles.DatasetInfo, RunFiles.Predictions }.All(file => File.Exists(Path.Combine(folder, file)));

    // Weights that cannot be opened here may be sent still: of them nothing is said.
    private static long? ParametersOf(ModelFiles files)
    {
        try
        {
            using var weights = WeightFiles.Open(files);
            return weights.Entries.Where(static entry => !IsScale(entry)).Sum(static entry => entry.ElementCount);
        }
        catch (CheckpointException)
        {
            return null;
        }
    }

    // Of 8-bit weights: it is nothing that was learned.
    private static bool IsScale(WeightEntry entry) =>
        entry.Name.EndsWith(QuantizationScheme.WeightEnding + QuantizationScheme.ScaleEnding, StringComparison.Ordinal);

    private static CardBase? BaseOf(CardFacts facts)
    {
        string? id = facts.Text(BaseModelKeys.HubId), named = facts.Text("model_name_or_path");
        string? license = facts.Text(BaseModelKeys.License);
        return id is not null ? new CardBase(id, id, license)
            : named is not null ? new CardBase(LastPartOf(named), HubId: null, license)
            : null;
    }

    // Names of folders may tell what is nobody's business: the last part is enough.
    /// <summary>What a file of rows is called, without its folder.</summary>
    public static string NameOf(DataFile file) => file.Path is "-" ? "standard input" : LastPartOf(file.Path);

    private static string LastPartOf(string path) =>
        path.TrimEnd('/', '\\').Split('/', '\\') is [.., { Length: > 0 } last] ? last : path;

    private static CardData? DataOf(CardFacts facts)
    {
        if (facts.Dataset is not { } dataset) return null;
        if (dataset.Origin is { } origin)
        {
            return new CardData(origin.IsOnHub ? origin.Name : LastPartOf(origin.Name), origin.IsOnHub ? origin.Name : null)
            {
                Configuration = origin.IsOnHub && origin.Configuration is not "default" ? origin.Configuration : null,
                Revision = origin.Commit,
            };
        }

        if (facts.Text("dataset") is { } name) return new CardData(name);
        var files = dataset.Files.GroupBy(static file => file.Split, NameOf, StringComparer.Ordinal)
            .ToDictionary(static names => names.Key, static names => string.Join(", ", names), StringComparer.Ordinal);
        return files.TryGetValue("train", out string? train) ? new CardData(train) { BySplit = files } : null;
    }
}
