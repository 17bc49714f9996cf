using Matiz.Models;
using Matiz.Tensors;

namespace Matiz.Tests.Models.DebertaV2;

/// <summary>
/// Every key of the config that changes what is computed, against plain loops in double precision: outputs, and each gradient against the
/// loops' central differences.
/// </summary>
public sealed class DebertaV2SwitchTests(ITestOutputHelper output)
{
    private const string Relative = "\"relative_attention\":true,";

    private const string Both = "\"pos_att_type\":[\"p2c\",\"c2p\"],";

    private const double Step = 1e-5;

    private static readonly int[] Ids = [1, 17, 9, 23, 9, 2, 1, 40, 2, 1, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 2];

    private static readonly int[] Offsets = [0, 6, 9, 21];

    private static readonly int[] Types = [0, 0, 0, 1, 1, 1, 0, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1];

    public static TheoryData<string> Configs =>
    [
        "{}",
        "{" + Both + "\"position_biased_input\":false}",
        "{" + Relative + "\"position_biased_input\":false}",
        "{" + Relative + Both + "\"position_buckets\":4,\"share_att_key\":true,\"norm_rel_ebd\":\"layer_norm\","
            + "\"position_biased_input\":false}",
        "{" + Relative + Both + "\"position_buckets\":4,\"max_relative_positions\":7}",
        "{" + Relative + Both + "\"max_relative_positions\":3,\"share_att_key\":true,\"position_biased_input\":false}",
        "{" + Relative + Both + "\"max_relative_positions\":-1,\"position_buckets\":-1,\"norm_rel_ebd\":\"none\"}",
        "{" + Relative + "\"pos_att_type\":\"p2c|c2p\",\"position_buckets\":6}",
        "{" + Relative + "\"pos_att_type\":\"c2p\",\"position_buckets\":4,\"share_att_key\":true}",
        "{" + Relative + "\"pos_att_type\":[\"p2c\"],\"position_buckets\":4,\"share_att_key\":true}",
        "{" + Relative + "\"pos_att_type\":\"c2p\",\"position_buckets\":4}",
        "{" + Relative + "\"pos_att_type\":[\"p2c\"],\"position_buckets\":4,\"norm_rel_ebd\":\"layer_norm\"}",
        "{" + Relative + "\"pos_att_type\":\"none\",\"norm_rel_ebd\":\"layer_norm\"}",
        "{\"type_vocab_size\":2,\"layer_norm_eps\":0.05,\"hidden_act\":\"gelu_new\"}",
        "{\"embedding_size\":4,\"type_vocab_size\":2}",
        "{\"legacy\":false,\"pooler_hidden_act\":\"tanh\"}",
        "{" + Relative + Both + "\"position_buckets\":4,\"share_att_key\":true,\"conv_kernel_size\":3,\"conv_act\":\"gelu\"}",
        "{\"conv_kernel_size\":5,\"conv_groups\":2}",
        "{" + Relative + Both + "\"conv_kernel_size\":1,\"num_hidden_layers\":1}",
    ];

    [Theory]
    [MemberData(nameof(Configs))]
    public void HiddenStates_EqualPlainLoops_AndSoDoGradients(string keys)
    {
        using var folder = new DebertaV2Folder(keys);
        var oracle = new DebertaV2Oracle(folder.Config, folder.Weights);
        using var device = new CpuDevice(threads: 2);
        var encoder = AutoModel.FromPretrained(folder.Path, device);
        double[] factors = Factors(Ids.Length * encoder.HiddenSize);
        using (var tape = device.NewTape(training: true))
        {
            var states = encoder.Forward(tape, Batch(), EncoderOutputs.HiddenStates).HiddenStates!;
            var expected = Rows((ids, types) => oracle.HiddenStates(ids, types));
            for (int layer = 0; layer < states.Count; layer++)
            {
                double[] ofLayer = [.. expected.SelectMany(row => row[layer]).SelectMany(token => token)];
                AssertClose($"state {layer}", ofLayer, states[layer].ToArray());
            }

            tape.Backward(states[^1], [.. factors.Select(factor => (float)factor)]);
        }

        AssertGradients(
            encoder.Parameters, "deberta.", folder, () => Sum(Rows((ids, types) => oracle.HiddenStates(ids, types)[^1]), factors));
    }

    [Theory]
    [MemberData(nameof(Configs))]
    public void ClassLogits_EqualPlainLoops_AndSoDoGradients(string keys)
    {
        using var folder = new DebertaV2Folder(keys);
        var oracle = new DebertaV2Oracle(folder.Config, folder.Weights);
        using var device = new CpuDevice(threads: 2);
        var model = AutoModelForSequenceClassification.FromPretrained(folder.Path, device: device);
        double[] factors = Factors(Offsets.Length * 3);
        using (var tape = device.NewTape(training: true))
        {
            var logits = model.Forward(tape, Batch());
            double[] expected = [.. Rows(oracle.ClassLogits).SelectMany(row => row)];
            AssertClose("logits", expected, logits.ToArray());
            tape.Backward(logits, [.. factors.Take(expected.Length).Select(factor => (float)factor)]);
        }

        AssertGradients(model.Parameters, "", folder, () => Sum([Rows(oracle.ClassLogits)], factors));
    }

    [Theory]
    [InlineData("{\"embedding_size\":4}")]
    [InlineData("{\"legacy\":false,\"hidden_act\":\"gelu_new\"}")]
    [InlineData("{\"legacy\":false,\"tie_word_embeddings\":false}")]
    [InlineData("{\"layer_norm_eps\":0.05}")]
    public void WordLogits_EqualPlainLoops(string keys)
    {
        using var folder = new DebertaV2Folder(keys);
        var oracle = new DebertaV2Oracle(folder.Config, folder.Weights);
        using var device = new CpuDevice(threads: 2);
        var model = AutoModelForMaskedLM.FromPretrained(folder.Path, device: device);
        using var tape = device.NewTape(training: false);

        float[] logits = model.Forward(tape, new TokenBatch(Ids, Offsets)).ToArray();

        AssertClose("logits", [.. Rows((ids, _) => oracle.WordLogits(ids)).SelectMany(row => row).SelectMany(token => token)], logits);
    }

    private static TokenBatch Batch() => new(Ids, Offsets, Types);

    private static T[] Rows<T>(Func<int[], int[], T> compute) =>
        [.. Offsets[..^1].Zip(Offsets[1..], (first, end) => compute(Ids[first..end], Types[first..end]))];

    private static double[] Factors(int count)
    {
        var random = new System.Random(11);
        return [.. Enumerable.Range(0, count).Select(_ => (double)(float)(random.NextDouble() - 0.5))];
    }

    private static double Sum(double[][][] rows, double[] factors) => rows.SelectMany(row => row).SelectMany(token => token)
        .Zip(factors, (value, factor) => value * factor).Sum();

    private void AssertClose(string name, double[] expected, float[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        double worst = expected.Zip(found, (a, b) => Math.Abs(a - b)).Max();
        output.WriteLine($"{name}: up to {expected.Max(Math.Abs):g3}, largest difference {worst:g2}");
        Assert.InRange(worst, 0, 3e-5 * Math.Max(1, expected.Max(Math.Abs)));
    }

    // Some ten elements of each weight; of the words those of the batch, and that the others have none.
    private void AssertGradients(IReadOnlyList<Parameter> parameters, string prefix, DebertaV2Folder folder, Func<double> loss)
    {
        foreach (var parameter in parameters)
        {
            double[] values = folder.Weights[prefix + parameter.Name];
            float[] found = parameter.GradientToArray();
            double largest = found.Max(Math.Abs), worst = 0;
            for (int i = 0; i < found.Length; i += IsWord(parameter) ? 1 : Math.Max(1, found.Length / 11))
            {
                bool isIdle = IsWord(parameter) && !Ids.Contains(i / parameter.Shape[1]);
                double expected = isIdle ? 0 : Difference(values, i, loss);
                worst = Math.Max(worst, Math.Abs(expected - found[i]));
            }

            output.WriteLine($"{parameter.Name}: gradients up to {largest:g3}, largest difference {worst:g2}");
            Assert.InRange(worst, 0, (1e-4 * largest) + 2e-6);
        }
    }

    private static bool IsWord(Parameter parameter) => parameter.Name.EndsWith("word_embeddings.weight", StringComparison.Ordinal);

    private static double Difference(double[] values, int index, Func<double> loss)
    {
        double value = values[index];
        values[index] = value + Step;
        double above = loss();
        values[index] = value - Step;
        double below = loss();
        values[index] = value;
        return (above - below) / (2 * Step);
    }
}
