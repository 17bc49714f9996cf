using System.Globalization;
using Matiz.Cli.Terminal;
using Matiz.Training;
using Matiz.Workflows;

namespace Matiz.Cli.Runs;

/// <summary>What a run of the feature route will do, in words.</summary>
internal static class FeaturesDescription
{
    public static string Describe(FeatureRun run, FeaturesRequest request)
    {
        var (extractor, route) = (run.Extractor, run.Options.Route);
        string layer = extractor.Features.Layer is { } number ? $"layer {number.ToString(CultureInfo.InvariantCulture)}" : "the last layer";
        return new TextTable("ll")
            .Row("data", RunDescription.Data(request.Data, run.Data))
            .Row("model", RunDescription.Model(request.Model, extractor.Encoder.Config, extractor.Encoder.Parameters) + ", frozen")
            .Row(
                "recipe",
                $"{SettingNames.Name(extractor.Features.Pooling)} of {layer}, max length {extractor.MaxLength}; "
                + $"logistic regression, C {Numbers.Setting(route.C)}, at most {Numbers.Counted(route.MaxIterations, "iteration")}, "
                + $"seed {route.Seed.ToString(CultureInfo.InvariantCulture)}")
            .Row("computing", RunDescription.Computing(extractor.Encoder.Device))
            .Row("output", request.Output)
            .Render()
            .TrimEnd('\n');
    }
}
