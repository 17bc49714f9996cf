using Matiz.Data;
using Matiz.Features;
using Matiz.Inference;
using Matiz.Models;
using Matiz.Runs;
using Matiz.Tensors;
using Matiz.Training;

namespace Matiz.Cli.Runs;

/// <summary>
/// The training rows of a run with cross-validated probabilities: of logistic regression on features of the encoder that the run began
/// with, since the fine-tuned one has learned the labels by heart, wrong ones too.
/// </summary>
/// <param name="Rows">The rows; scores are the probabilities, logits their logarithms, losses −ln of the label's probability.</param>
/// <param name="Suspects">What confident learning makes of them.</param>
internal sealed record TrainingRowErrors(IReadOnlyList<PredictionRecord> Rows, LabelSuspects Suspects)
{
    private const double LeastProbability = 1e-30;              // its logarithm is a number in single precision

    /// <summary>Reads the rows again, extracts their features and judges them.</summary>
    /// <param name="run">The run.</param>
    /// <param name="model">An encoder to be used in the place of the recorded one; null: that one.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="notes">What is being done, as it takes a while.</param>
    /// <param name="interrupt">Stops the work.</param>
    /// <exception cref="UsageException">The run has not one label a row, or its files or its encoder are not there any more.</exception>
    public static TrainingRowErrors Of(RunRecord run, string? model, Device device, Notes notes, CancellationToken interrupt)
    {
        if (run.Task.LabelKind != LabelKind.Index)
        {
            throw new UsageException(
                $"{run.Path} is {run.ProblemType}; training rows are judged where each has one label. "
                + "Look at --split validation or --split test instead.");
        }

        var source = SourceOf(run, model);
        var data = RecordedData.LoadTrain(run);
        var extractor = new FeatureExtractor(
            AutoModel.FromPretrained(source.Files, device),
            new FeatureOptions { Pooling = Pooling.Mean },
            new InferenceOptions { MaxLength = run.Settings.ToArguments().MaxLength });
        notes.Say($"{Terminal.Numbers.Of(data.Count, "row")} of train: features of {source.Name}, then cross-validated logistic regression.");
        var features = DatasetFeatures.Of(extractor, data, new FeatureCache(), progress: null, interrupt);
        if (features.CacheProblem is { } problem) notes.Warn(problem);
        int[] labels = [.. data.Select(row => row.Label.Index)];
        var suspects = LabelSuspects.Find(features.Features, labels, run.Labels!, cancellation: interrupt);
        foreach (string warning in suspects.Warnings) notes.Warn(warning);
        return new TrainingRowErrors(Judged(data, features, suspects), suspects);
    }

    private static ModelSource SourceOf(RunRecord run, string? model)
    {
        if (model is not null) return ModelSource.Find(model);
        string? recorded = run.Settings["model_name_or_path"]?.ToString();
        try
        {
            return ModelSource.Find(recorded ?? throw new UsageException("nothing is recorded"));
        }
        catch (UsageException exception)
        {
            throw new UsageException(
                $"{run.Path}: the encoder that the run began with ('{recorded}') is not there any more. It was expected, as the fine-tuned "
                + "one knows the labels already. Put it back, start this command in the folder where the run was started, or name it with "
                + "--model FOLDER.",
                exception);
        }
    }

    private static PredictionRecord[] Judged(Dataset data, DatasetFeatures features, LabelSuspects suspects)
    {
        var rows = new PredictionRecord[data.Count];
        for (int i = 0; i < rows.Length; i++)
        {
            double[] logarithms = [.. suspects.Probabilities[i].ToArray().Select(p => Math.Log(Math.Max(p, LeastProbability)))];
            rows[i] = new PredictionRecord
            {
                Source = data[i].Source,
                Id = data[i].Id,
                Text = data[i].Text,
                TextPair = data[i].TextPair,
                Label = data[i].Label,
                Predicted = Label.OfIndex(suspects.Probabilities.ArgMax(i)),
                Loss = (float)-logarithms[data[i].Label.Index],
                Scores = Array.ConvertAll(suspects.Probabilities[i].ToArray(), p => (float)p),
                Logits = Array.ConvertAll(logarithms, value => (float)value),
                TokenCount = features.TokenCounts[i],
                DroppedTokens = features.DroppedTokens[i],
            };
        }

        return rows;
    }
}
