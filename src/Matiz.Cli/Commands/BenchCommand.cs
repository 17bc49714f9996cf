using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Matiz.Cli.Benchmarks;
using Matiz.Cli.Options;
using Matiz.Cli.Terminal;
using Matiz.Data;
using Matiz.Models;
using Matiz.Tensors;
using Matiz.Tensors.Benchmarking;
using Matiz.Training;

namespace Matiz.Cli.Commands;

/// <summary><c>matiz bench</c>: how fast this machine computes, as a fraction of what it could.</summary>
internal sealed class BenchCommand : MatizCommand
{
    private const int LongestQuickShape = 1440;
    private const double SecondThreadRequired = 1.85;

    private static readonly GemmOperation[] Operations = [GemmOperation.Forward, GemmOperation.InputGradient, GemmOperation.WeightGradient];

    private readonly ComputeOptionSet _compute = new();

    public BenchCommand()
        : base(
            "bench",
            "Measure how fast this machine computes",
            "Measure how fast this machine computes: products of linear layers, forward passes and training steps of MiniLM and of a random DistilBERT, as fractions of the peak measured in the same run, and the tokenizer. Every result is checked before it is timed. It takes less than a minute.") =>
        AddOptions(_compute, Messages);

    public override MessageOptionSet Messages { get; } = new("Print one JSON object: processor, peak_gflops, kernels, threads, gemm, forward, training, tokenizer, second_thread");

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("matiz bench", "Speeds and fractions of the peak, with what is required of two threads."),
        new("matiz bench --threads 1 --json > bench.json", "One thread, for a program."),
        new("matiz bench --verbose", "Larger products too, and what each stage takes."),
        new("MATIZ_KERNELS=avx2 matiz bench", "Other kernels than the best of this processor."),
    ];

    public override int Run(ParseResult parse, CommandHost host)
    {
        var notes = new Notes(host, parse.GetValue(Messages.Quiet));
        bool isVerbose = parse.GetValue(Messages.Verbose);
        using var device = _compute.ReadDevice(parse);
        var results = Measure(device, isVerbose, notes, host.Interrupt);
        if (Messages.IsJson(parse)) Json.WriteIndented(host.Output, json => Write(json, results));
        else host.Output.Write(Describe(results, isVerbose, new Style(host.OutputIsTerminal && host.AllowsColor)));
        return ExitCode.Done;
    }

    private static Results Measure(CpuDevice device, bool isVerbose, Notes notes, CancellationToken interrupt)
    {
        int rounds = isVerbose ? 5 : 3;
        notes.Say("measuring the peak");
        double peak = PeakFlops.Measure(device.Threads, device.Variant);
        notes.Say("measuring products of linear layers");
        var gemm = new List<GemmResult>();
        var shapes = GemmShape.All.Where(shape => isVerbose || shape.M <= LongestQuickShape);
        foreach (var result in GemmBenchmark.Run(device, shapes, Operations, rounds))
        {
            interrupt.ThrowIfCancellationRequested();
            gemm.Add(result);
        }

        var forward = new List<ModelResult>();
        var training = new List<ModelResult>();
        var stages = new List<(string Model, string Stage, double Milliseconds)>();
        double tokenizer = 0, secondThread = double.NaN;
        foreach (var (name, files, forwardRequired, trainingRequired) in Models())
        {
            interrupt.ThrowIfCancellationRequested();
            notes.Say($"measuring {name}");
            var model = AutoModelForSequenceClassification.FromPretrained(files, new ClassLabel(["no", "yes"]), device: device);
            var benchmark = new ModelBenchmark(name, model, device);
            forward.Add(benchmark.Forward(forwardRequired, rounds * 4));
            if (name is "minilm")
            {
                secondThread = device.Threads < 2 ? double.NaN : SpeedOfSecondThread(files, rounds * 4);
                tokenizer = TokenizerBenchmark.Measure(model.Tokenizer);
            }

            if (isVerbose)
            {
                int heads = model.Config.Contains("n_heads") ? model.Config.GetInt32("n_heads") : model.Config.GetInt32("num_attention_heads");
                stages.AddRange(LayerStages.Measure(device, ModelWork.Of(model), heads).Select(stage => (name, stage.Stage, stage.Milliseconds)));
            }

            training.Add(benchmark.Training(trainingRequired, rounds));
            foreach (var parameter in model.Parameters) parameter.Dispose();
        }

        return new Results(device, peak, gemm, forward, training, stages, tokenizer, secondThread);
    }

    private static IEnumerable<(string Name, PretrainedFiles Files, double Forward, double Training)> Models()
    {
        yield return ("minilm", ModelSource.Embedded().Files, 0.75, 0.62);
        yield return ("distilbert", RandomDistilBert.Files(), 0.80, 0.72);
    }

    private static double SpeedOfSecondThread(PretrainedFiles files, int rounds)
    {
        var speeds = new double[2];
        for (int threads = 1; threads <= 2; threads++)
        {
            using var device = new CpuDevice(threads: threads);
            var model = AutoModelForSequenceClassification.FromPretrained(files, new ClassLabel(["no", "yes"]), device: device);
            speeds[threads - 1] = new ModelBenchmark("minilm", model, device).Forward(0, rounds).TokensPerSecond;
            foreach (var parameter in model.Parameters) parameter.Dispose();
        }

        return speeds[1] / speeds[0];
    }

    private static void Write(Utf8JsonWriter json, Results results)
    {
        json.WriteStartObject();
        json.WriteString("processor", Machine.Processor);
        json.WriteNumber("peak_gflops", results.Peak);
        json.WriteString("kernels", KernelVariants.NameOf(results.Device.Variant));
        json.WriteNumber("threads", results.Device.Threads);
        json.WriteStartArray("gemm");
        foreach (var gemm in results.Gemm)
        {
            json.WriteStartObject();
            json.WriteString("name", gemm.Shape.Name);
            json.WriteString("operation", gemm.OperationName);
            json.WriteNumber("m", gemm.Shape.M);
            json.WriteNumber("n", gemm.Shape.N);
            json.WriteNumber("k", gemm.Shape.K);
            json.WriteNumber("threads", gemm.Threads);
            json.WriteNumber("gflops", gemm.Gflops);
            json.WriteNumber("fraction", gemm.Fraction);
            json.WriteNumberOrNull("required", gemm.Required);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteModels(json, "forward", results.Forward);
        WriteModels(json, "training", results.Training);
        json.WriteStartObject("tokenizer");
        json.WriteNumber("tokens_per_second", results.Tokenizer);
        json.WriteEndObject();
        json.WriteStartObject("second_thread");
        json.WriteNumberOrNull("forward", results.SecondThread);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteModels(Utf8JsonWriter json, string key, IReadOnlyList<ModelResult> models)
    {
        json.WriteStartArray(key);
        foreach (var model in models)
        {
            json.WriteStartObject();
            json.WriteString("model", model.Model);
            json.WriteNumber("texts", ModelBenchmark.Texts);
            json.WriteNumber("tokens", ModelBenchmark.Texts * ModelBenchmark.Length);
            json.WriteNumber("tokens_per_second", model.TokensPerSecond);
            json.WriteNumber("fraction", model.Fraction);
            json.WriteNumber("required", model.Required);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Describe(Results results, bool isVerbose, Style style)
    {
        string text = $"{Machine.Processor}, {KernelVariants.NameOf(results.Device.Variant)} kernels, {Numbers.Of(results.Device.Threads, "thread")}: peak {Format(results.Peak, "0")} GFLOP/s\n";
        var gemm = new TextTable("llrrrrrr").Row(Head("products", style), "", Head("m", style), Head("n", style), Head("k", style), Head("GFLOP/s", style), Head("fraction", style), Head("required", style));
        foreach (var result in results.Gemm)
        {
            gemm.Row(
                result.Shape.Name, result.OperationName, Format(result.Shape.M, "0"), Format(result.Shape.N, "0"), Format(result.Shape.K, "0"),
                Format(result.Gflops, "0"), Reached(result.Fraction, result.Required, style), result.Required is { } required ? Format(required, "0.00") : "");
        }

        text += "\n" + gemm.Render();
        var models = new TextTable("llrrr").Row(Head("models", style), "", Head("tokens/s", style), Head("fraction", style), Head("required", style));
        foreach (var (kind, list) in ((string, IReadOnlyList<ModelResult>)[])[("forward", results.Forward), ("training", results.Training)])
        {
            foreach (var result in list)
                models.Row(result.Model, kind, Format(result.TokensPerSecond, "#,0"), Reached(result.Fraction, result.Required, style), Format(result.Required, "0.00"));
        }

        text += "\n" + models.Render();
        var rest = new TextTable("lrl").Row("tokenizer, one core", Format(results.Tokenizer, "#,0"), "tokens/s");
        if (double.IsFinite(results.SecondThread)) rest.Row("second thread, forward", Format(results.SecondThread, "0.00") + "x", $"(required {Format(SecondThreadRequired, "0.00")}x)");
        text += "\n" + rest.Render();
        return isVerbose ? text + "\n" + Stages(results, style) : text;
    }

    private static string Stages(Results results, Style style)
    {
        var table = new TextTable("llr").Row(Head("stages", style), "", Head("ms", style));
        foreach (var (model, stage, milliseconds) in results.Stages) table.Row(model, "forward: " + stage, Format(milliseconds, "0.00"));
        foreach (var result in results.Training)
        {
            foreach (var (stage, milliseconds) in result.Stages) table.Row(result.Model, "training: " + stage, Format(milliseconds, "0.00"));
        }

        return table.Render();
    }

    private static TextTable.Cell Reached(double fraction, double? required, Style style) =>
        new(Format(fraction, "0.00"), required is { } least ? fraction >= least ? style.Green : style.Red : null);

    private static TextTable.Cell Head(string text, Style style) => new(text, style.Bold);

    private static string Format(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private sealed record Results(
        CpuDevice Device,
        double Peak,
        IReadOnlyList<GemmResult> Gemm,
        IReadOnlyList<ModelResult> Forward,
        IReadOnlyList<ModelResult> Training,
        IReadOnlyList<(string Model, string Stage, double Milliseconds)> Stages,
        double Tokenizer,
        double SecondThread);
}
