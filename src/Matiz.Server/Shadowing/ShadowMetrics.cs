using System.Diagnostics.Metrics;
using Matiz.Inference;
using Matiz.Server.Telemetry;

namespace Matiz.Server.Shadowing;

/// <summary>What is measured of shadows, by the name of the model that serves.</summary>
internal static class ShadowMetrics
{
    private const int MostLabels = 100;
    private const string Others = "(others)", None = "(none)";

    private static readonly double[] Shifts = [0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1];
    private static readonly InstrumentAdvice<double> ShiftAdvice = new() { HistogramBucketBoundaries = Shifts };

    private static readonly Counter<long> Compared = ServerMetrics.Meter.CreateCounter<long>(
        "matiz.shadow.compared", "{text}", "Texts that both versions answered.");

    private static readonly Counter<long> Agreed = ServerMetrics.Meter.CreateCounter<long>(
        "matiz.shadow.agreed", "{text}", "Texts of which both versions say the same.");

    private static readonly Counter<long> Dropped = ServerMetrics.Meter.CreateCounter<long>(
        "matiz.shadow.dropped", "{text}", "Texts of the share that the shadow did not answer, by why: full, late, labels, failed.");

    private static readonly Counter<long> Labels = ServerMetrics.Meter.CreateCounter<long>(
        "matiz.shadow.labels", "{text}", "Texts by label and by version: served, shadow.");

    private static readonly Histogram<double> ScoreShift = ServerMetrics.Meter.CreateHistogram(
        "matiz.shadow.score_shift", null, "How far scores lie apart, as the mean over a text's labels.", tags: null, ShiftAdvice);

    private static readonly Histogram<double> TopShift = ServerMetrics.Meter.CreateHistogram(
        "matiz.shadow.top_score_shift", null, "How far the greatest scores lie apart, by whether the shadow's is greater: up, down.",
        tags: null, ShiftAdvice);

    /// <summary>Counts a text that both answered.</summary>
    public static void Count(string model, Prediction served, Prediction shadow, IReadOnlyList<string> labels)
    {
        var name = ServerMetrics.Tag("model", model);
        var difference = ShadowComparison.Between(served, shadow);
        Compared.Add(1, name);
        if (difference.Agree == true) Agreed.Add(1, name);
        ScoreShift.Record(difference.MeanShift, name);
        TopShift.Record(Math.Abs(difference.TopShift), name, ServerMetrics.Tag("direction", difference.TopShift < 0 ? "down" : "up"));
        if (difference.Agree is null) return;
        CountLabels(name, "served", served, labels);
        CountLabels(name, "shadow", shadow, labels);
    }

    /// <summary>Counts texts that the shadow did not answer.</summary>
    public static void Drop(string model, string reason, int texts) =>
        Dropped.Add(texts, ServerMetrics.Tag("model", model), ServerMetrics.Tag("reason", reason));

    private static void CountLabels(
        KeyValuePair<string, object?> model, string version, Prediction answer, IReadOnlyList<string> labels)
    {
        var side = ServerMetrics.Tag("version", version);
        IReadOnlyList<int> given = answer.LabelIndices ?? (answer.LabelIndex is { } index ? [index] : []);
        if (given.Count == 0) Labels.Add(1, model, side, ServerMetrics.Tag("label", None));
        foreach (int label in given)
            Labels.Add(1, model, side, ServerMetrics.Tag("label", label < MostLabels ? labels[label] : Others));
    }
}
