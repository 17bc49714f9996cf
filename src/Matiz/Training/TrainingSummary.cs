using Matiz.Metrics;

namespace Matiz.Training;

/// <summary>What a training came to, from its state at the end.</summary>
internal static class TrainingSummary
{
    /// <summary>Loss, time and speed: what <c>train_results.json</c> holds.</summary>
    /// <param name="state">At the end.</param>
    /// <param name="totalFlops">Operations of the whole run.</param>
    public static SortedDictionary<string, double?> MetricsOf(TrainerState state, double totalFlops)
    {
        double seconds = Math.Max(state.ElapsedSeconds, 1e-9);
        return new SortedDictionary<string, double?>(StringComparer.Ordinal)
        {
            ["total_flos"] = totalFlops,
            ["train_loss"] = state.Step == 0 ? null : state.LossSum / state.Step,
            ["train_runtime"] = seconds,
            ["train_samples_per_second"] = state.RowsSeen / seconds,
            ["train_steps_per_second"] = state.Step / seconds,
            ["train_tokens_per_second"] = state.TokensSeen / seconds,
        };
    }

    /// <summary>The result that <see cref="Trainer.Train"/> gives.</summary>
    public static TrainingResult ResultOf(
        TrainerState state, TrainingPlan plan, IReadOnlyDictionary<string, double?> metrics, int? resumedFrom) => new()
        {
            Steps = state.Step,
            StoppedEarly = state.Step < plan.TotalSteps,
            ResumedFromStep = resumedFrom,
            TrainLoss = metrics["train_loss"] ?? double.NaN,
            Metrics = metrics,
            History = [.. state.History],
            BestStep = state.BestStep,
            Best = BestMetrics(state),
        };

    private static Dictionary<string, double?> BestMetrics(TrainerState state)
    {
        var best = new Dictionary<string, double?>(StringComparer.Ordinal);
        if (state.History.LastOrDefault(entry => entry.IsEvaluation && entry.Step == state.BestStep) is not { } evaluation) return best;
        foreach (var (key, value) in evaluation.Values)
        {
            best[key] = value;
            best[MetricCatalog.WithoutPrefix(key)] = value;
        }

        return best;
    }
}
