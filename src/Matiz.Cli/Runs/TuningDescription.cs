using System.Globalization;
using Matiz.Cli.Terminal;
using Matiz.Training;
using Matiz.Workflows;

namespace Matiz.Cli.Runs;

/// <summary>What a training will do, in words.</summary>
internal static class TuningDescription
{
    public static string Describe(FineTuning tuning, RunRequest request)
    {
        var a = tuning.Arguments;
        string length = a.MaxSteps > 0
            ? Numbers.Counted(a.MaxSteps, "step")
            : $"{Numbers.Setting(a.Epochs)} {(a.Epochs == 1 ? "epoch" : "epochs")}, {Numbers.Counted(tuning.TotalSteps, "step")}";
        string batch = $"batch {a.BatchSize}{(a.GradientAccumulation > 1 ? $" × {a.GradientAccumulation}" : "")}";
        var table = new TextTable("ll")
            .Row("data", RunDescription.Data(request.Data, tuning.Data))
            .Row("model", RunDescription.Model(request.Model, tuning.Model.Config, tuning.Model.Parameters))
            .Row(
                "recipe",
                $"{length}, {batch}, learning rate {Numbers.Setting(a.LearningRate)} {SettingNames.Name(a.Scheduler)}, "
                + $"warm-up {Numbers.Counted(a.WarmupStepsOf(tuning.TotalSteps), "step")}")
            .Row(
                "",
                $"weight decay {Numbers.Setting(a.WeightDecay)}, clip {Numbers.Setting(a.MaxGradientNorm)}, max length {tuning.MaxLength}, "
                + $"seed {a.Seed.ToString(CultureInfo.InvariantCulture)}")
            .Row("computing", RunDescription.Computing(tuning.Model.Device))
            .Row("output", request.Output);
        return table.Render().TrimEnd('\n');
    }
}
