using Matiz.Features;
using Matiz.Training;

namespace Matiz.Workflows;

/// <summary>What <see cref="FineTuning.Run(string, IProgress{FineTuningProgress}?, CancellationToken)"/> came to.</summary>
public sealed record FineTuningResult
{
    /// <summary>The run folder.</summary>
    public required string Folder { get; init; }

    /// <summary>How the training went.</summary>
    public required TrainingResult Training { get; init; }

    /// <summary>What <c>all_results.json</c> holds: <c>train_…</c>, <c>eval_…</c>, <c>test_…</c>; null: undefined.</summary>
    public required IReadOnlyDictionary<string, double?> Results { get; init; }

    /// <summary>What the saved model says of validation and test, by split.</summary>
    public required IReadOnlyDictionary<string, PredictionOutput> Outputs { get; init; }

    /// <summary>
    /// What simpler ways reach; null where they were not asked for, where numbers are learned, or where they could not be made.
    /// </summary>
    public Baselines? Baselines { get; init; }

    /// <summary>The file of the report; null where it was not asked for, or could not be written.</summary>
    public string? ReportPath { get; init; }

    /// <summary>What is worth a look in the data and in what came after the training, one line each.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}

/// <summary>What a fine-tuning does.</summary>
public enum FineTuningPhase
{
    /// <summary>The model learns.</summary>
    Training,

    /// <summary>The saved model is measured on validation and test rows.</summary>
    Measuring,

    /// <summary>The base model is measured without fine-tuning.</summary>
    Baselines,

    /// <summary>The report is written.</summary>
    Reporting,
}

/// <summary>How far a fine-tuning has come.</summary>
/// <param name="Phase">What it does.</param>
public sealed record FineTuningProgress(FineTuningPhase Phase)
{
    /// <summary>Of the training; null in other phases.</summary>
    public TrainingProgress? Training { get; init; }

    /// <summary>Of the baselines; null in other phases.</summary>
    public FeatureRouteProgress? Baselines { get; init; }
}
