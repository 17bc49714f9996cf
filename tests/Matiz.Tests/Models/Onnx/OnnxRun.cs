using Matiz.Files;
using Matiz.Models;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Matiz.Tests.Models.Onnx;

/// <summary>Runs a graph by ONNX Runtime, and compares what it gives with what the model itself gives.</summary>
internal static class OnnxRun
{
    private const float Tolerance = 1e-5f;

    /// <summary>The rows of a batch that are run together: one, three and six of several lengths.</summary>
    public static int[][] Shapes { get; } = [[0], [1, 3, 2], [5, 4, 3, 2, 1, 0]];

    /// <summary>Requires the logits of a classifier, or an encoder's hidden states of real tokens.</summary>
    public static void AssertEqual(ModelFiles files, InferenceSession session, TokenBatch batch)
    {
        string output = session.OutputNames[0];
        if (output == "logits")
        {
            var classifier = AutoModelForSequenceClassification.FromPretrained(files);
            using var tape = classifier.Device.NewTape(training: false);
            AssertNear(classifier.Forward(tape, batch).ToArray(), Run(session, batch, output));
        }
        else
        {
            var encoder = AutoModel.FromPretrained(files);
            using var tape = encoder.Device.NewTape(training: false);
            AssertNear(encoder.Forward(tape, batch).LastHiddenState.ToArray(), RealTokens(batch, Run(session, batch, output)));
        }
    }

    /// <summary>What a graph gives for a padded batch.</summary>
    public static float[] Run(InferenceSession session, TokenBatch batch, string output)
    {
        var padded = batch.ToPadded(paddingId: 1);
        int[] shape = [padded.RowCount, padded.Width];
        List<NamedOnnxValue> inputs = [Feed("input_ids", padded.Ids), Feed("attention_mask", padded.AttentionMask)];
        if (session.InputNames.Contains("token_type_ids")) inputs.Add(Feed("token_type_ids", padded.TypeIds));
        using var results = session.Run(inputs, [output]);
        return results[0].AsTensor<float>().ToArray();

        NamedOnnxValue Feed(string name, int[] values) =>
            NamedOnnxValue.CreateFromTensor(name, new DenseTensor<long>(Array.ConvertAll(values, value => (long)value), shape));
    }

    private static float[] RealTokens(TokenBatch batch, float[] padded)
    {
        int[] offsets = batch.Layout.Offsets.ToArray();
        int width = batch.Layout.MaxLength, columns = padded.Length / (batch.RowCount * width);
        return [.. Enumerable.Range(0, batch.RowCount).SelectMany(
            row => padded.Skip(row * width * columns).Take((offsets[row + 1] - offsets[row]) * columns))];
    }

    /// <summary>Some rows of a batch, with segments where the graph reads them.</summary>
    public static TokenBatch Rows(TokenBatch all, int[] rows, bool hasTypes)
    {
        var ids = new List<int>();
        var offsets = new List<int> { 0 };
        foreach (int row in rows)
        {
            ids.AddRange(all.Ids[all.Layout.Offsets[row]..all.Layout.Offsets[row + 1]]);
            offsets.Add(ids.Count);
        }

        int[]? types = hasTypes ? [.. ids.Select((_, token) => token % 3 == 0 ? 1 : 0)] : null;
        return new TokenBatch([.. ids], [.. offsets], types);
    }

    /// <summary>Requires equal numbers to 1e-5, relative above 1.</summary>
    public static void AssertNear(float[] expected, float[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        float worst = expected.Zip(found, (a, b) => MathF.Abs(a - b) / MathF.Max(1, MathF.Abs(a))).Max();
        Assert.True(worst <= Tolerance, $"the largest difference is {worst}");
    }
}
