using System.Text.Json.Nodes;

namespace Matiz.Tests.Models.DebertaV2;

/// <summary>
/// DeBERTa-v2 written down once more, in double precision and by plain loops over one row at a time, from the description of the
/// reference's forward pass: what the tiny checkpoints do not reach is held to it.
/// </summary>
internal sealed class DebertaV2Oracle(JsonObject config, IReadOnlyDictionary<string, double[]> weights)
{
    private readonly int _hidden = (int)config["hidden_size"]!;
    private readonly int _heads = (int)config["num_attention_heads"]!;

    private bool IsRelative => Flag("relative_attention", otherwise: false);

    private bool IsShared => Flag("share_att_key", otherwise: false);

    private string[] Types => config["pos_att_type"] switch
    {
        null => [],
        JsonArray list => [.. list.Select(item => (string)item!)],
        var text => ((string)text!).Split('|'),
    };

    private int MaxDistance =>
        Number("max_relative_positions", -1) is >= 1 and var distance ? distance : Number("max_position_embeddings", 512);

    private int Span => Number("position_buckets", -1) is > 0 and var buckets ? buckets : MaxDistance;

    /// <summary>The states of one row: after the embeddings and after each layer.</summary>
    public List<double[][]> HiddenStates(int[] ids, int[] types)
    {
        var embeddings = Embeddings(ids, types);
        var states = new List<double[][]> { embeddings };
        for (int layer = 0; layer < Number("num_hidden_layers", 24); layer++)
        {
            var y = Layer(states[^1], $"deberta.encoder.layer.{layer}.");
            if (layer == 0 && Number("conv_kernel_size", 0) > 0) y = Convolved(embeddings, y);
            states.Add(y);
        }

        return states;
    }

    /// <summary>The logits of one row's class.</summary>
    public double[] ClassLogits(int[] ids, int[] types)
    {
        var pooled = Linear([HiddenStates(ids, types)[^1][0]], "pooler.dense");
        return Linear(Activate(pooled, Text("pooler_hidden_act", "gelu")), "classifier")[0];
    }

    /// <summary>The logits of each token's word.</summary>
    public double[][] WordLogits(int[] ids)
    {
        string head = Flag("legacy", otherwise: true) ? "cls.predictions.transform." : "lm_predictions.lm_head.";
        double[] bias = weights[Flag("legacy", otherwise: true) ? "cls.predictions.bias" : "lm_predictions.lm_head.bias"];
        var inner = Activate(Linear(HiddenStates(ids, new int[ids.Length])[^1], head + "dense"), Text("hidden_act", "gelu"));
        return Linear(Normalize(inner, head + "LayerNorm"), weights["deberta.embeddings.word_embeddings.weight"], bias);
    }

    private double[][] Embeddings(int[] ids, int[] types)
    {
        int width = Number("embedding_size", _hidden);
        var x = new double[ids.Length][];
        for (int token = 0; token < ids.Length; token++)
        {
            x[token] = new double[width];
            AddRow("word", ids[token], x[token]);
            if (Flag("position_biased_input", otherwise: true)) AddRow("position", token, x[token]);
            if (Number("type_vocab_size", 0) > 0) AddRow("token_type", types[token], x[token]);
        }

        if (width != _hidden) x = Linear(x, weights["deberta.embeddings.embed_proj.weight"], new double[_hidden]);
        return Normalize(x, "deberta.embeddings.LayerNorm");

        void AddRow(string table, int row, double[] sum)
        {
            for (int i = 0; i < width; i++) sum[i] += weights[$"deberta.embeddings.{table}_embeddings.weight"][(row * width) + i];
        }
    }

    private double[][] Layer(double[][] x, string prefix)
    {
        var context = Attend(x, prefix + "attention.self.");
        var attended = Normalize(Add(Linear(context, prefix + "attention.output.dense"), x), prefix + "attention.output.LayerNorm");
        var inner = Activate(Linear(attended, prefix + "intermediate.dense"), Text("hidden_act", "gelu"));
        return Normalize(Add(Linear(inner, prefix + "output.dense"), attended), prefix + "output.LayerNorm");
    }

    private double[][] Attend(double[][] x, string prefix)
    {
        var q = Linear(x, prefix + "query_proj");
        var k = Linear(x, prefix + "key_proj");
        var v = Linear(x, prefix + "value_proj");
        bool hasKeys = IsRelative && Types.Contains("c2p"), hasQueries = IsRelative && Types.Contains("p2c");
        double[][] table = IsRelative ? RelativeTable() : [];
        double[][] positionKeys = hasKeys ? Linear(table, prefix + (IsShared ? "key_proj" : "pos_key_proj")) : [];
        double[][] positionQueries = hasQueries ? Linear(table, prefix + (IsShared ? "query_proj" : "pos_query_proj")) : [];
        int size = _hidden / _heads, terms = 1 + Types.Count(type => type is "c2p" or "p2c");
        double[][] context = [.. x.Select(_ => new double[_hidden])];
        for (int head = 0; head < _heads; head++)
        {
            int first = head * size;
            for (int i = 0; i < x.Length; i++)
            {
                double[] scores = new double[x.Length];
                for (int j = 0; j < x.Length; j++)
                {
                    double score = Dot(q[i], k[j], first, size);
                    if (hasKeys) score += Dot(q[i], positionKeys[RowOf(i - j)], first, size);
                    if (hasQueries) score += Dot(k[j], positionQueries[RowOf(i - j)], first, size);
                    scores[j] = score / Math.Sqrt(size * terms);
                }

                double largest = scores.Max(), sum = scores.Sum(score => Math.Exp(score - largest));
                for (int j = 0; j < x.Length; j++)
                {
                    double p = Math.Exp(scores[j] - largest) / sum;
                    for (int d = first; d < first + size; d++) context[i][d] += p * v[j][d];
                }
            }
        }

        return context;
    }

    private double[][] RelativeTable()
    {
        double[][] table = [.. weights["deberta.encoder.rel_embeddings.weight"].Chunk(_hidden)];
        return Text("norm_rel_ebd", "none") == "layer_norm" ? Normalize(table, "deberta.encoder.LayerNorm") : table;
    }

    private int RowOf(int distance) => Math.Clamp(Bucket(distance) + Span, 0, (2 * Span) - 1);

    private int Bucket(int distance)
    {
        int buckets = Number("position_buckets", -1), middle = buckets / 2, far = Math.Abs(distance);
        if (buckets <= 0 || far <= middle) return distance;
        double share = Math.Log((double)far / middle) / Math.Log((MaxDistance - 1.0) / middle);
        return Math.Sign(distance) * ((int)Math.Ceiling(share * (middle - 1)) + middle);
    }

    private double[][] Convolved(double[][] embeddings, double[][] y)
    {
        int size = Number("conv_kernel_size", 0), groups = Number("conv_groups", 1), part = _hidden / groups;
        double[] weight = weights["deberta.encoder.conv.conv.weight"], bias = weights["deberta.encoder.conv.conv.bias"];
        double[][] z = [.. embeddings.Select(_ => new double[_hidden])];
        for (int token = 0; token < z.Length; token++)
        {
            for (int output = 0; output < _hidden; output++)
            {
                z[token][output] = bias[output];
                for (int j = 0; j < size; j++)
                {
                    int seen = token + j - ((size - 1) / 2);
                    if (seen < 0 || seen >= z.Length) continue;
                    for (int input = 0; input < part; input++)
                    {
                        double w = weight[(((output * part) + input) * size) + j];
                        z[token][output] += w * embeddings[seen][(output / part * part) + input];
                    }
                }
            }
        }

        return Normalize(Add(y, Activate(z, Text("conv_act", "tanh"))), "deberta.encoder.conv.LayerNorm");
    }

    private double[][] Linear(double[][] x, string name) => Linear(x, weights[name + ".weight"], weights[name + ".bias"]);

    private static double[][] Linear(double[][] x, double[] weight, double[] bias) =>
        [.. x.Select(row => bias.Select((b, output) => b + Dot(row, weight, output * row.Length)).ToArray())];

    private double[][] Normalize(double[][] x, string name)
    {
        double[] gamma = weights[name + ".weight"], beta = weights[name + ".bias"];
        double epsilon = (double?)config["layer_norm_eps"] ?? 1e-7;
        return [.. x.Select(row =>
        {
            double mean = row.Average(), variance = row.Average(value => (value - mean) * (value - mean));
            return row.Select((value, i) => ((value - mean) / Math.Sqrt(variance + epsilon) * gamma[i]) + beta[i]).ToArray();
        })];
    }

    private static double[][] Activate(double[][] x, string name) => [.. x.Select(row => row.Select(value => name switch
    {
        "tanh" => Math.Tanh(value),
        "gelu_new" => 0.5 * value * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (value + (0.044715 * value * value * value)))),
        _ => value * Matiz.Tensors.Numerics.ScalarMath.NormalCdf(value),
    }).ToArray())];

    private static double[][] Add(double[][] a, double[][] b) => [.. a.Zip(b, (x, y) => x.Zip(y, (v, w) => v + w).ToArray())];

    private static double Dot(double[] a, double[] b, int first, int count)
    {
        double sum = 0;
        for (int i = first; i < first + count; i++) sum += a[i] * b[i];
        return sum;
    }

    private static double Dot(double[] a, double[] matrix, int row)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += a[i] * matrix[row + i];
        return sum;
    }

    private int Number(string key, int otherwise) => (int?)config[key] ?? otherwise;

    private bool Flag(string key, bool otherwise) => (bool?)config[key] ?? otherwise;

    private string Text(string key, string otherwise) => (string?)config[key] ?? otherwise;
}
