using System.Text.Json;
using Matiz.Data;
using Matiz.Data.Csv;
using Matiz.Metrics;
using Matiz.Tasks;
using Matiz.Tensors;

namespace Matiz.Extensions.Tests;

/// <summary>
/// A task whose units are tokens: each says which class its text has, all but the two special ones are trained and vote. It takes nothing
/// from the built-in tasks.
/// </summary>
internal sealed class TokenVoteTask() : TextTask("token_vote", LabelReaders.Index)
{
    private const int Labels = 2;

    public override string DefaultMetric => "accuracy";

    public override IReadOnlyList<string> Headlines { get; } = ["accuracy"];

    public override IReadOnlyList<string> AnswerColumns { get; } = ["vote"];

    public override int UnitsOf(int tokens) => tokens;

    public override TaskLoss NewLoss(TaskRows rows, LossOptions options) => new VoteLoss(rows, options.Labels);

    public override StreamedMetrics NewMetrics(int labels, bool keepScores = true) => new ClassificationMetrics(labels, keepScores);

    // The share of each class among the tokens' votes.
    public override float[] ScoresOf(ReadOnlySpan<float> logits, double temperature = 1)
    {
        int labels = Labels, voters = (logits.Length / labels) - 2;
        var scores = new float[labels];
        for (int token = 1; token <= voters; token++)
        {
            var own = logits.Slice(token * labels, labels);
            scores[own.IndexOf(Max(own))] += 1f / voters;
        }

        return scores;
    }

    public override Decision Decide(
        ReadOnlySpan<float> logits, ReadOnlySpan<float> scores, ModelCalibration calibration, ClassLabel? labels) =>
        new(Label.OfIndex(scores.IndexOf(Max(scores))));

    public override void WriteAnswer(Utf8JsonWriter json, TaskAnswer answer) =>
        json.WriteString("vote", answer.Labels.NameOf(answer.Decision.Label.Index));

    public override void WriteAnswer(CsvRowWriter csv, TaskAnswer answer) => csv.Field(answer.Labels.NameOf(answer.Decision.Label.Index));

    private static float Max(ReadOnlySpan<float> values)
    {
        float max = values[0];
        foreach (float value in values) max = Math.Max(max, value);
        return max;
    }

    private sealed class VoteLoss(TaskRows rows, int labels) : TaskLoss
    {
        // The special tokens have no target: their loss is multiplied by 0, as is their weight.
        public override Tensor Forward(Tape tape, Tensor logits, ReadOnlySpan<int> places)
        {
            var (targets, weights) = (new List<float>(), new List<float>());
            foreach (int place in places)
            {
                for (int token = 0; token < rows.TokenCounts[place]; token++)
                {
                    for (int label = 0; label < labels; label++) targets.Add(label == rows.Labels[place].Index ? 1 : 0);
                    weights.Add(WeightOf(place, token));
                }
            }

            var losses = tape.SigmoidCrossEntropy(logits, tape.NewTensor(weights.Count, labels, targets.ToArray()));
            return Weighted(tape, losses, [.. weights]);
        }

        public override float WeightOf(int row, int unit) => unit == 0 || unit == rows.TokenCounts[row] - 1 ? 0 : 1;

        public override double WideOf(int row, ReadOnlySpan<float> logits)
        {
            double sum = 0;
            int voters = rows.TokenCounts[row] - 2;
            for (int i = labels; i < (voters + 1) * labels; i++)
                sum += Math.Max(0.0, i % labels == rows.Labels[row].Index ? -(double)logits[i] : logits[i]);
            return sum / labels / voters;
        }

        // y = w·x   ⇒   dx = w·dy
        private static Tensor Weighted(Tape tape, Tensor losses, float[] weights)
        {
            var output = tape.NewTensor(losses.Rows, 1, Product(losses.ToArray(), weights));
            tape.Record(output, [losses], dOutput => tape.AddGradient(losses, Product(dOutput.ToArray(), weights)));
            return output;
        }

        private static float[] Product(float[] values, float[] weights) =>
            [.. values.Zip(weights, static (value, weight) => value * weight)];
    }
}
