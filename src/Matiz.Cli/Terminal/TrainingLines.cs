using System.Globalization;
using Matiz.Training;

namespace Matiz.Cli.Terminal;

/// <summary>The words in which training tells of itself.</summary>
internal static class TrainingLines
{
    /// <summary>Loss, learning rate, speed and time left.</summary>
    public static string Step(TrainingProgress progress) => string.Create(
        CultureInfo.InvariantCulture,
        $"loss {progress.Loss ?? double.NaN:0.0000}  lr {progress.LearningRate:0.00e-0}  {progress.TokensPerSecond:#,0} tokens/s  {Numbers.Time(progress.TimeLeft)} left");

    /// <summary>The place in the run.</summary>
    public static string Place(TrainingProgress progress) => string.Create(
        CultureInfo.InvariantCulture, $"epoch {progress.Epoch:0.00}/{progress.EpochCount}  step {progress.Step}/{progress.TotalSteps}");

    /// <summary>The metrics of an evaluation, the deciding one first.</summary>
    public static string Evaluation(LogEntry entry, string decidingKey)
    {
        string[] shown = [decidingKey, "eval_loss", "eval_accuracy", "eval_f1", "eval_f1_macro", "eval_subset_accuracy", "eval_mse", "eval_pearson"];
        var values = shown.Distinct(StringComparer.Ordinal).Where(entry.Values.ContainsKey).Select(key => $"{key} {Numbers.Metric(entry.Values[key])}");
        return string.Create(CultureInfo.InvariantCulture, $"epoch {entry.Epoch:0.##}  {string.Join("  ", values)}");
    }
}
