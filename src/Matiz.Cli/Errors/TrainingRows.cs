using Matiz.Cli.Terminal;
using Matiz.Features;
using Matiz.Runs;
using Matiz.Tensors;
using Matiz.Workflows;

namespace Matiz.Cli.Errors;

/// <summary>The training rows of a run, judged by the encoder that it began with.</summary>
internal static class TrainingRows
{
    /// <summary>Reads the rows again, extracts their features and judges them.</summary>
    /// <param name="run">The run.</param>
    /// <param name="model">An encoder to be used in the place of the recorded one; null: that one.</param>
    /// <param name="finder">Finds the encoder.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="notes">What is being done, as it takes a while.</param>
    /// <param name="interrupt">Stops the work.</param>
    public static TrainingRowErrors Judge(
        RunRecord run, string? model, ModelFinder finder, Device device, Notes notes, CancellationToken interrupt)
    {
        TrainingRowErrors.RequireOneLabel(run);
        // without files, their lack is told first
        var source = run.Settings["data_files"] is null ? null : SourceOf(run, model, finder);
        var rows = RecordedRun.LoadTrainRows(run, ProgramInputs.Sample, finder.Datasets);
        notes.Say($"{Numbers.Counted(rows.Count, "row")} of train: features of {source!.Name}, then cross-validated logistic regression.");
        var judged = TrainingRowErrors.Judge(run, rows, source.Start, device, new FeatureCache(), interrupt);
        foreach (string warning in judged.Warnings) notes.Warn(warning);
        return judged;
    }

    private static ModelSource SourceOf(RunRecord run, string? model, ModelFinder finder)
    {
        if (model is not null) return finder.Find(model);
        var recorded = RecordedModel.From(run.Settings);
        try
        {
            return recorded.Name is null ? throw new UsageException("nothing is recorded") : finder.FindRecorded(recorded);
        }
        catch (UsageException exception)
        {
            throw new UsageException(
                $"{run.Path}: the encoder that the run began with ('{recorded.Name}') is not there any more. "
                + "It was expected, as the fine-tuned "
                + "one knows the labels already. Put it back, start this command in the folder where the run was started, or name it with "
                + "--model FOLDER.",
                exception);
        }
    }
}
