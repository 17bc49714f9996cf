using Matiz.Cli.Terminal;
using Matiz.Training;
using Matiz.Workflows;

namespace Matiz.Cli.Runs;

/// <summary>What is printed when the feature route has ended.</summary>
internal static class FeaturesSummary
{
    /// <summary>
    /// Dummy against logistic regression by split, the classes of the last split, the map's trustworthiness, what to type next.
    /// </summary>
    public static string Describe(FeatureRunResult run, FeaturesRequest request, RunReport? report, Style style)
    {
        var (result, exported) = (run.Route, run.Exported);
        var columns = new List<(string Heading, IReadOnlyDictionary<string, double?> Values)>();
        foreach (var (split, output) in result.Outputs)
        {
            string prefix = RunFolder.MetricPrefixOf(split) + "_";
            if (!request.NoReport) columns.Add(($"{split}: dummy", WithoutPrefix(result.DummyMetrics, prefix)));
            columns.Add((request.NoReport ? split : "features", WithoutPrefix(output.Metrics, prefix)));
        }

        string what = request.NoReport
            ? "logistic regression on the features"
            : "always the most frequent class (dummy), and logistic regression on the features";
        string text = columns.Count == 0 ? "" : $"{style.Bold("Results")}: {what}\n{MetricTables.Metrics(columns, style)}";
        if (result.Outputs.LastOrDefault() is { Value: { } last }
            && last.Report(result.Model.Labels, result.Model.ProblemType) is { } classes)
            text += $"\n{style.Bold("Classes")} of {result.Outputs.Last().Key}\n{MetricTables.Report(classes, style)}";
        if (result.Map is { } map)
        {
            text += $"\n{style.Bold("Map")} of train: {MapWords.Trust(map)}\n";
        }

        if (exported.Count > 0) text += $"\nThe features are in {string.Join(", ", exported.Select(style.Bold))}.\n";
        return text + report?.Describe(split: null, style) + Next(request, style);
    }

    private static string Next(FeaturesRequest request, Style style)
    {
        string folder = request.Output.Contains(' ', StringComparison.Ordinal) ? $"\"{request.Output}\"" : request.Output;
        return request.SaveModel
            ? $"\nThe model is in {style.Bold(request.Output)}. Try it:\n  matiz predict {folder} \"a text to classify\"\n"
            : $"\nThe run is in {style.Bold(request.Output)}; with --save-model it holds a model to predict with.\n";
    }

    private static Dictionary<string, double?> WithoutPrefix(IReadOnlyDictionary<string, double?> metrics, string prefix) => metrics
        .Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
        .ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value, StringComparer.Ordinal);
}
