using System.CommandLine;
using Matiz.Cli.Benchmarks;
using Matiz.Cli.Options;
using Matiz.Cli.Terminal;

namespace Matiz.Cli.Commands;

/// <summary><c>matiz bench</c>: how fast this machine computes, as a fraction of what it could.</summary>
internal sealed class BenchCommand : MatizCommand
{
    private readonly ComputeOptionSet _compute = ComputeOptionSet.ForMeasuring();

    public BenchCommand()
        : base(
            "bench",
            "Measure how fast this machine computes",
            "Measure how fast this machine computes: products of linear layers, forward passes and training steps of "
            + "MiniLM and of a random DistilBERT, as fractions of the peak measured in the same run, the latency of one text, and the "
            + "tokenizer. Every result is checked before it is timed. It takes less than a minute.") =>
        AddOptions(_compute, Messages);

    public override MessageOptionSet Messages { get; } = new(
        "Print one JSON object: processor, peak_gflops, peaks, kernels, threads, gemm, forward, training, latency, "
        + "tokenizer, second_thread");

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("matiz bench", "Speeds and fractions of the peak, with what is required of two threads."),
        new("matiz bench --threads 1 --json > bench.json", "One thread, for a program."),
        new("matiz bench --verbose", "Larger products too, and what each stage takes."),
        new("matiz bench --precision int8", "The same in 8-bit integers, as fractions of their own peak."),
        new("MATIZ_KERNELS=avx2 matiz bench", "Other kernels than the best of this processor."),
    ];

    public override int Run(ParseResult parse, CommandHost host)
    {
        var notes = new Notes(host, parse.GetValue(Messages.Quiet));
        var plan = parse.GetValue(Messages.Verbose) ? BenchPlan.Whole : new BenchPlan();
        using var device = _compute.ReadDevice(parse, notes);
        var results = plan.Measure(device, notes, host.Interrupt);
        if (Messages.IsJson(parse)) Json.WriteIndented(host.Output, json => BenchReport.Write(json, results));
        else host.Output.Write(BenchReport.Describe(results, new Style(host.OutputIsTerminal && host.AllowsColor)));
        return ExitCode.Done;
    }
}
