using System.Globalization;
using Matiz.Training;

namespace Matiz.Cli.Terminal;

/// <summary>The words in which training tells of itself.</summary>
internal static class TrainingLines
{
    /// <summary>Loss, learning rate, speed and time left.</summary>
    public static string Step(TrainingProgress progress) => string.Create(
        CultureInfo.InvariantCulture,
        $"loss {progress.Loss ?? double.NaN:0.0000}  lr {progress.LearningRate:0.00e-0}  {progress.TokensPerSecond:#,0} tokens/s  "
            + $"{Numbers.Time(progress.TimeLeft)} left");

    /// <summary>The place in the run.</summary>
    public static string Place(TrainingProgress progress) => string.Create(
        CultureInfo.InvariantCulture, $"epoch {progress.Epoch:0.00}/{progress.EpochCount}  step {progress.Step}/{progress.TotalSteps}");

    /// <summary>Place and step in so many columns: what matters least is left out first.</summary>
    public static string Short(TrainingProgress progress, int width)
    {
        string left = $"{Numbers.Time(progress.TimeLeft)} left";
        string loss = string.Create(CultureInfo.InvariantCulture, $"loss {progress.Loss ?? double.NaN:0.0000}");
        string step = string.Create(CultureInfo.InvariantCulture, $"step {progress.Step}/{progress.TotalSteps}");
        string speed = string.Create(CultureInfo.InvariantCulture, $"{progress.TokensPerSecond:#,0} tokens/s");
        string[] lines =
        [
            $"{Place(progress)}  {Step(progress)}", $"{Place(progress)}  {loss}  {speed}  {left}", $"{Place(progress)}  {loss}  {left}",
            $"{step}  {loss}  {left}", $"{step}  {left}",
        ];
        return Array.Find(lines, line => line.Length <= width) ?? step;
    }

    /// <summary>The metrics of an evaluation, the deciding one first.</summary>
    /// <param name="entry">The evaluation.</param>
    /// <param name="decidingKey">The metric that decides.</param>
    /// <param name="width">Columns: the last metrics are left out where they do not fit; null: all are shown.</param>
    public static string Evaluation(LogEntry entry, string decidingKey, int? width = null)
    {
        string[] shown =
            [decidingKey, "eval_loss", "eval_accuracy", "eval_f1", "eval_f1_macro", "eval_subset_accuracy", "eval_mse", "eval_pearson"];
        var values = shown.Distinct(StringComparer.Ordinal).Where(entry.Values.ContainsKey).Select(
            key => $"  {key} {Numbers.Metric(entry.Values[key])}");
        string line = string.Create(CultureInfo.InvariantCulture, $"epoch {entry.Epoch:0.##}");
        foreach (string value in values)
        {
            if (width is { } most && line.Length + value.Length > most) break;
            line += value;
        }

        return line;
    }
}
