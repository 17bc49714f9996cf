using System.Diagnostics;
using System.Globalization;
using Matiz.Defaults;
using Matiz.Files;
using Matiz.Formats.Arrays;
using Matiz.Formats.Safetensors;
using Matiz.Models;
using Matiz.Models.Loading;
using Matiz.Tensors;
using Matiz.Tensors.Benchmarking;
using Matiz.Tokenizers;
using Matiz.Training;
using Matiz.Weights;

namespace Matiz.Benchmarks;

/// <summary>
/// Every architecture of the list at base size with random weights: the hidden states of 32 texts of 45 tokens, as the fraction of the
/// peak that was measured in the same run (products really executed, those of relative positions not counted). On a machine that others
/// use, one thread and its processor time say more than the clock.
/// </summary>
internal static class ArchitecturesBenchmark
{
    private const int Texts = 32, Length = 45;

    // Base sizes where a config's defaults are others. Vocabularies are cut to one size: no product reads them.
    private static readonly Dictionary<string, (string Config, double Required)> Sizes = new(StringComparer.Ordinal)
    {
        ["albert"] = ("\"hidden_size\": 768, \"num_attention_heads\": 12, \"intermediate_size\": 3072", 0.70),
        ["bert"] = ("\"vocab_size\": 30522", 0.70),
        ["camembert"] = ("\"max_position_embeddings\": 514, \"type_vocab_size\": 1", 0.70),
        ["deberta-v2"] = (
            "\"vocab_size\": 30522, \"hidden_size\": 768, \"num_attention_heads\": 12, \"intermediate_size\": 3072, "
            + "\"num_hidden_layers\": 12, \"relative_attention\": true, \"position_buckets\": 256, \"norm_rel_ebd\": \"layer_norm\", "
            + "\"share_att_key\": true, \"pos_att_type\": \"p2c|c2p\", \"position_biased_input\": false, \"type_vocab_size\": 0",
            0.50),
        ["distilbert"] = ("\"vocab_size\": 30522", 0.70),
        ["electra"] = (
            "\"embedding_size\": 768, \"hidden_size\": 768, \"num_attention_heads\": 12, \"intermediate_size\": 3072", 0.70),
        ["modernbert"] = ("\"vocab_size\": 50368", 0.70),
        ["mpnet"] = ("\"vocab_size\": 30527", 0.70),
        ["roberta"] = ("\"vocab_size\": 30522, \"max_position_embeddings\": 514, \"type_vocab_size\": 1", 0.70),
        ["xlm-roberta"] = ("\"vocab_size\": 30522, \"max_position_embeddings\": 514, \"type_vocab_size\": 1", 0.70),
    };

    public static void Run(string[] arguments)
    {
        int rounds = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 5;
        string[] asked = arguments.Length > 1 ? arguments[1].Split(',') : [.. AutoModel.ModelTypes];
        int? threads = arguments.Length > 2 ? int.Parse(arguments[2], CultureInfo.InvariantCulture) : null;
        using var device = Device.Open(kind: null, new DeviceOptions { Threads = threads });
        Console.WriteLine($"{Machine.Processor}, {device.Description}");
        foreach (var architecture in Architecture.All.Where(architecture => asked.Contains(architecture.ModelType)))
        {
            if (!Sizes.TryGetValue(architecture.ModelType, out var size))
                throw new ArgumentException($"there is no base size of '{architecture.ModelType}'. Add a line to {nameof(Sizes)}.");
            Measure(architecture, $$"""{"model_type": "{{architecture.ModelType}}", {{size.Config}}}""", size.Required, rounds, device);
        }
    }

    private static void Measure(Architecture architecture, string json, double required, int rounds, Device device)
    {
        var encoder = NewEncoder(architecture, ModelConfig.Parse(System.Text.Encoding.UTF8.GetBytes(json), "config.json"), device);
        var batch = new TokenBatch(
            [.. Enumerable.Range(0, Texts * Length).Select(token => 1000 + (token * 7919 % 20_000))],
            [.. Enumerable.Range(0, Texts + 1).Select(row => row * Length)]);
        double operations = Products(encoder), peak = 0, peakByProcessor = 0, best = double.MaxValue, bestProcessor = double.MaxValue;
        for (int round = 0; round <= rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            var processor = Environment.CpuUsage.TotalTime;
            double reached = GemmBenchmark.Peak(device, runs: 1);
            double share = (Environment.CpuUsage.TotalTime - processor).TotalSeconds
                / (Stopwatch.GetElapsedTime(start).TotalSeconds * device.Threads);
            peak = Math.Max(peak, reached);
            peakByProcessor = Math.Max(peakByProcessor, reached / share);
            (start, processor) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            using var tape = device.NewTape(training: false);
            float[] states = encoder.Forward(tape, batch).LastHiddenState.ToArray();
            if (!states.All(float.IsFinite)) throw new InvalidOperationException($"{architecture.ModelType} gives no numbers.");
            if (round == 0) continue;                                                                   // the first packs the weights
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
            bestProcessor = Math.Min(bestProcessor, (Environment.CpuUsage.TotalTime - processor).TotalSeconds);
        }

        double speed = operations / best / 1e9;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{architecture.ModelType,-12} {best * 1000:F0} ms, {Texts * Length / best:#,0} tokens/s, {speed:F0} of {peak:F0} GFLOP/s = "
            + $"{speed / peak:F2}; by processor time {operations / bestProcessor / 1e9 * device.Threads / peakByProcessor:F2} "
            + $"(required {required:F2})"));
        foreach (var parameter in encoder.Parameters) parameter.Dispose();
    }

    // A layer: queries, keys, values and output 4·H², feed-forward 2·H·I (3·H·I where it is gated), attention 2·length·H for each token,
    // two operations a product.
    private static double Products(EncoderModel encoder)
    {
        double h = encoder.HiddenSize, i = encoder.IntermediateSize ?? 0, matrices = encoder.Config.ModelType == "modernbert" ? 3 : 2;
        return encoder.LayerCount * (double)Texts * Length * 2 * ((4 * h * h) + (matrices * h * i) + (2 * Length * h));
    }

    private static EncoderModel NewEncoder(Architecture architecture, ModelConfig config, Device device)
    {
        var files = ModelFiles.FromStreams(
            architecture.ModelType, [.. EmbeddedEncoder.FileNames], name => EmbeddedEncoder.Open(name));
        using var none = new MemoryStream();
        SafetensorsWriter.Write(none, [TensorToWrite.From<float>("none", [1], new float[1])], SafetensorsWriter.PyTorchFormat);
        using var weights = WeightFiles.Open("model.safetensors", none.ToArray());
        var origin = new PretrainedOrigin
        {
            Files = files,
            Architecture = architecture,
            Config = config,
            Tokenizer = AutoTokenizer.FromPretrained(files),
            Buffers = [],
        };
        var loader = new ParameterLoader(origin, weights, head: null, device, seed: 1) { DrawsMissing = true };
        var encoder = architecture.NewEncoder(loader);
        loader.Finish();
        return encoder;
    }
}
