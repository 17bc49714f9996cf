using System.Globalization;
using Matiz.Cli.Terminal;
using Matiz.Data;
using Matiz.Features;
using Matiz.Inference;
using Matiz.Tensors;
using Matiz.Training;

namespace Matiz.Cli.Runs;

/// <summary>One run of the feature route, from an encoder to a finished run folder.</summary>
internal sealed class FeaturesInProgress(
    FeaturesRequest request, DatasetDict data, FeatureExtractor extractor, FeatureRouteOptions options, InferenceOptions inference)
{
    /// <summary>What will be done, in words.</summary>
    public string Describe()
    {
        var encoder = extractor.Encoder;
        string layer = extractor.Features.Layer is { } number ? $"layer {number.ToString(CultureInfo.InvariantCulture)}" : "the last layer";
        var table = new TextTable("ll")
            .Row("data", RunDescription.Data(request.Data, data))
            .Row("model", RunDescription.Model(request.Model, encoder.Config, encoder.Parameters) + ", frozen")
            .Row(
                "recipe",
                $"{SettingNames.Of(extractor.Features.Pooling)} of {layer}, max length {extractor.MaxLength}; "
                + $"logistic regression, C {Numbers.Setting(options.C)}, at most {Numbers.Of(options.MaxIterations, "iteration")}, "
                + $"seed {options.Seed.ToString(CultureInfo.InvariantCulture)}");
        table.Row("computing", RunDescription.Computing(encoder.Device));
        return table.Row("output", request.Output).Render().TrimEnd('\n');
    }

    /// <summary>Writes the run folder; an earlier run stands until all of the new one is written.</summary>
    /// <param name="folder">Begun for it.</param>
    /// <param name="result">What the route found.</param>
    /// <param name="seconds">How long it took.</param>
    /// <returns>What <c>all_results.json</c> holds.</returns>
    public IReadOnlyDictionary<string, double?> Save(RunFolder folder, FeatureRouteResult result, double seconds)
    {
        folder.WriteSettings(request.Record(extractor, options, inference, data));
        folder.WriteDatasetInfo(Summary(result));
        if (request.SaveModel) result.Model.Save(folder.Place);
        if (!request.NoReport) result.Save(folder.Place);
        foreach (string split in result.Outputs.Keys)
        {
            var metrics = request.NoReport ? result.Outputs[split].Metrics : result.MetricsOf(split);
            folder.WriteResults(MeasuredSplits.PrefixOf(split), metrics);
        }

        folder.WritePredictions(result.Model, result.Outputs.Select(pair => (data[pair.Key], pair.Value)));
        var trained = new Dictionary<string, double?>(result.TrainMetrics, StringComparer.Ordinal) { ["train_runtime"] = seconds };
        folder.WriteResults("train", trained);
        var results = folder.WriteAllResults();
        folder.Commit();
        return results;
    }

    /// <summary>Writes the features for other programs.</summary>
    /// <returns>The files.</returns>
    public IReadOnlyList<string> Export(FeatureRouteResult result) => request.Export is { } path
        ? FeatureExport.Save(path, result.Features.ToDictionary(pair => pair.Key, pair => pair.Value.Features, StringComparer.Ordinal), data)
        : [];

    /// <summary>What the data is like, with the texts that are cut.</summary>
    public IReadOnlyList<string> WarningsOf(FeatureRouteResult result) =>
        [.. Summary(result).Warnings.Except(data.Summary.Warnings, StringComparer.Ordinal), .. result.Warnings];

    private DatasetSummary Summary(FeatureRouteResult result) => result.Features.Aggregate(data.Summary, (summary, split) =>
    {
        int[] lengths = [.. split.Value.TokenCounts.Zip(split.Value.DroppedTokens, (kept, dropped) => kept + dropped)];
        return summary.WithTokenLengths(split.Key, lengths, extractor.MaxLength, extractor.Limit.IsPositionTable);
    });
}
