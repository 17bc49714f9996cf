using System.Globalization;
using Matiz.Metrics;

namespace Matiz.Training;

/// <summary>What is worth a look when a training has ended.</summary>
internal static class TrainingWarnings
{
    /// <summary>
    /// A metric that was never a number made no evaluation better than another; null where that was not so, or did not matter.
    /// </summary>
    public static string? OfUndefinedMetric(
        TrainingArguments arguments, MetricSelection selection, TrainerState state, TrainerControl control)
    {
        if (!arguments.LoadBestModelAtEnd && arguments.EarlyStoppingPatience is null) return null;
        var evaluations = state.History.Where(entry => entry.IsEvaluation).ToList();
        if (evaluations.Count == 0 || evaluations.Exists(entry => selection.ValueIn(entry.Values) is not null)) return null;
        string stopped = arguments.EarlyStoppingPatience is { } patience && control.ShouldStop
            ? string.Create(CultureInfo.InvariantCulture, $", and training stopped after {patience} of them")
            : "";
        return
            $"{selection.Key} was undefined in every evaluation, so none was better than another{stopped}; "
            + "the weights of the last step are kept. "
            + $"Choose a metric other than {MetricCatalog.WithoutPrefix(selection.Key)} for rows such as these.";
    }
}
