using Matiz.Data;
using Matiz.Features;
using Matiz.Inference;
using Matiz.Models;
using Matiz.Runs;
using Matiz.Tensors;
using Matiz.Training;

namespace Matiz.Workflows;

/// <summary>
/// The training rows of a run with cross-validated probabilities: of logistic regression on features of the encoder that the run began
/// with, since the fine-tuned one has learned the labels by heart, wrong ones too.
/// </summary>
/// <param name="Rows">The rows; scores are the probabilities, logits their logarithms, losses −ln of the label's probability.</param>
/// <param name="Suspects">What confident learning makes of them.</param>
/// <param name="Warnings">What is worth a look, one line each.</param>
public sealed record TrainingRowErrors(IReadOnlyList<PredictionRecord> Rows, LabelSuspects Suspects, IReadOnlyList<string> Warnings)
{
    private const double LeastProbability = 1e-30;              // its logarithm is a number in single precision

    /// <summary>Checks that the rows of a run can be judged so.</summary>
    /// <exception cref="TrainingException">The run has not one label a row.</exception>
    public static void RequireOneLabel(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.Task.LabelKind == LabelKind.Index) return;
        throw new TrainingException(
            $"{run.Path} is {run.ProblemType}; training rows are judged where each has one label. "
            + "Look at RunRecord.Predictions(\"validation\") or RunRecord.Predictions(\"test\") instead.");
    }

    /// <summary>Extracts the features of the rows and judges them.</summary>
    /// <param name="run">The run.</param>
    /// <param name="rows">Its training rows, such as <see cref="RecordedRun.LoadTrainRows"/> gives them.</param>
    /// <param name="start">The encoder: the one that the run began with.</param>
    /// <param name="device">Where to compute; null: <see cref="Device.Default"/>.</param>
    /// <param name="cache">Where features are kept; null: nowhere.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="TrainingException">The run has not one label a row.</exception>
    public static TrainingRowErrors Judge(
        RunRecord run, Dataset rows, StartingModel start, Device? device = null, FeatureCache? cache = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(start);
        RequireOneLabel(run);
        var extractor = new FeatureExtractor(
            AutoModel.FromPretrained(start.Files, device),
            new FeatureOptions { Pooling = Pooling.Mean },
            new InferenceOptions { MaxLength = run.Settings.ToArguments().MaxLength });
        var features = DatasetFeatures.ForRows(extractor, rows, cache, progress: null, cancellation);
        int[] labels = [.. rows.Select(row => row.Label.Index)];
        var suspects = LabelSuspects.Find(features.Features, labels, run.Labels!, cancellation: cancellation);
        List<string> warnings = features.CacheProblem is { } problem ? [problem] : [];
        warnings.AddRange(suspects.Warnings);
        return new TrainingRowErrors(Judged(rows, features, suspects), suspects, warnings);
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
