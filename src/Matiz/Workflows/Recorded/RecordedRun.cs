using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Tasks;
using Matiz.Tensors;
using Matiz.Training;

namespace Matiz.Workflows;

/// <summary>
/// What a fine-tuning recorded of itself, read back to go on with it or to complete it: the same model, data and settings.
/// </summary>
public sealed partial class RecordedRun
{
    private const string FilesKey = "data_files", CommandKey = "command";

    private readonly JobInputs _inputs;

    /// <summary>The record of a run.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="settings">What its <c>training_args.json</c> holds.</param>
    /// <param name="inputs">How recorded names are found; null: as folders.</param>
    public RecordedRun(string folder, RunSettings settings, JobInputs? inputs = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(settings);
        (Folder, Settings, _inputs) = (folder, settings, inputs ?? new JobInputs());
        Selection = new DataSelection(key => settings[key], _inputs.BuiltInRows);
    }

    /// <summary>The run folder.</summary>
    public string Folder { get; }

    /// <summary>Every setting.</summary>
    public RunSettings Settings { get; }

    /// <summary>The training arguments, with the folder.</summary>
    public TrainingArguments Arguments => Settings.ToArguments() with { OutputDirectory = Folder, Resume = true };

    /// <summary>Which data it read, and how.</summary>
    public DataSelection Selection { get; }

    /// <summary>Whether its data can be read again; a run whose rows came from a program's memory has recorded no files.</summary>
    public bool HasData => Settings[FilesKey] is not null;

    /// <summary>The threads it was begun with; null: not recorded.</summary>
    public int? Threads => Settings["threads"]?.GetValue<int>();

    /// <summary>What it was computed in; null where nothing is recorded that is known here.</summary>
    public Precision? Precision => Settings["precision"] is JsonValue value && value.TryGetValue(out string? name)
        ? Precision.All.FirstOrDefault(known => string.Equals(known.Name, name, StringComparison.Ordinal))
        : null;

    /// <summary>The classes in the order of its model; null for numbers.</summary>
    public ClassLabel? Labels => TextTask.For(Selection.ProblemType).HasClasses && Settings["labels"] is JsonArray names
        ? new ClassLabel([.. names.Select(name => name!.GetValue<string>())])
        : null;

    /// <summary>
    /// Whether baselines and map are missing, because the process was ended after the model stood; false as well where they were not asked
    /// for, or the data cannot be read again.
    /// </summary>
    public bool LacksBaselines
    {
        get
        {
            bool wantsReport = Settings["no_report"] is JsonValue value && value.TryGetValue(out bool without) && !without;
            return wantsReport && HasData && Settings[CommandKey] is null && TextTask.For(Selection.ProblemType).HasClasses
                && File.Exists(Path.Combine(Folder, RunFiles.AllResults)) && !File.Exists(Path.Combine(Folder, RunFiles.Baselines));
        }
    }

    /// <summary>The record of a run folder.</summary>
    /// <exception cref="TrainingException">It is no run folder.</exception>
    public static RecordedRun Load(string folder, JobInputs? inputs = null) => new(folder, RunSettings.Load(folder), inputs);

    /// <summary>The model that it began with.</summary>
    /// <exception cref="Formats.MatizException">It is not there any more.</exception>
    public StartingModel FindModel() => _inputs.FindModel(RecordedModel.From(Settings));

    /// <summary>The rows, from the files that it was begun with, in the order of classes that they give.</summary>
    /// <exception cref="TrainingException">A file is gone, has come, or has changed.</exception>
    /// <exception cref="DataException">A file cannot be read.</exception>
    public DatasetDict LoadData()
    {
        var data = Selection.Load(Arguments.Seed, _inputs.StandardInput, _inputs.Datasets);
        if (Settings[FilesKey] is { } recorded) ResumedFiles.Require(Folder, recorded, data);
        return data;
    }

    /// <summary>The same rows with the classes in the order of its model.</summary>
    /// <inheritdoc cref="LoadData"/>
    public DatasetDict LoadDataAsLabelled() => Labels is { } labels ? LoadData().WithLabels(labels) : LoadData();
}
