using System.Text.Json;
using Matiz.Cli.Terminal;
using Matiz.Data;
using Matiz.Tasks;
using Matiz.Training;

namespace Matiz.Cli.Runs;

/// <summary>What is printed when a run has ended.</summary>
internal static class RunSummary
{
    /// <summary>
    /// Metrics of the splits, the classes of the last of them, baselines, where report and model are and what to type next.
    /// </summary>
    public static string Describe(
        IReadOnlyDictionary<string, double?> results, IReadOnlyDictionary<string, PredictionOutput> outputs, ClassLabel? labels,
        RunRequest request,
        RunReport? report, Style style)
    {
        var (problemType, output) = (request.ProblemType, request.Output);
        string? last = RunFolder.MeasuredSplits.Select(pair => pair.Split).LastOrDefault(outputs.ContainsKey);
        var splits = new List<(string Heading, IReadOnlyDictionary<string, double?> Values)>();
        foreach (var (heading, split) in RunFolder.MeasuredSplits)
        {
            string prefix = split + "_";
            var values = results.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
                .ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value, StringComparer.Ordinal);
            if (values.Count > 0) splits.Add((heading, values));
        }

        string text = splits.Count == 0 ? "" : $"{style.Bold("Results")}\n{MetricTables.Metrics(splits, style)}";
        if (last is not null && outputs[last].Report(labels!, problemType) is { } classes)
            text += $"\n{style.Bold("Classes")} of {last}\n{MetricTables.Report(classes, style)}";
        text += report?.Describe(last, style);
        string folder = output.Contains(' ', StringComparison.Ordinal) ? $"\"{output}\"" : output;
        return text + $"\nThe model is in {style.Bold(output)}. "
            + $"Try it:\n  matiz predict {folder} \"{(TextTask.For(problemType).HasClasses ? "a text to classify" : "some text")}\"\n";
    }

    /// <summary>The object of <c>train --json</c>: all results and the folder.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyDictionary<string, double?> results, string output)
    {
        json.WriteStartObject();
        foreach (var (key, value) in results.OrderBy(pair => pair.Key, StringComparer.Ordinal)) json.WriteNumberOrNull(key, value);
        json.WriteString("output", output);
        json.WriteEndObject();
    }
}
