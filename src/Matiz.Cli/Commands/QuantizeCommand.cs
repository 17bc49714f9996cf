using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Matiz.Cli.Options;
using Matiz.Cli.Paths;
using Matiz.Cli.Terminal;
using Matiz.Workflows.Quantization;

namespace Matiz.Cli.Commands;

/// <summary><c>matiz quantize</c>: writes a model with 8-bit weights, and measures what that costs.</summary>
internal sealed class QuantizeCommand : MatizCommand
{
    private const string Single = "fp32";

    private readonly Argument<string> _run = OptionFactory.PathArgument(
        "RUN", "The folder of a finished run, or of another classifier, or an id on the Hub", new ReadsModel());

    private readonly Option<string?> _output = OptionFactory.Path("--output", "DIR", "The folder to make (needed)", new WritesRun());
    private readonly Option<double?> _maxDrop = OptionFactory.Real(
        "--max-drop",
        "The most that the metric may get worse, in points (hundredths); layers that suffer most are kept in fp32. "
        + "Default: all are quantized",
        "a number from 0", value => value is >= 0 and < double.PositiveInfinity);

    private readonly Option<string?> _metric = OptionFactory.Text(
        "--metric", "KEY", "What is measured (default f1, of a regression loss)");

    private readonly Option<string[]> _validation = OptionFactory.Files(
        "--validation", "Labelled rows to measure on (default: the validation rows of the run)");

    private readonly DataOptionSet _data = DataOptionSet.ForEvaluation();
    private readonly Option<string?> _embeddings = OptionFactory.Choice(
        "--embeddings", "What the table of words is in (default int8); fp32 for readers that know linear layers alone",
        [Single, "int8"]);

    private readonly Option<string?> _revision = OptionFactory.Revision();
    private readonly ComputeOptionSet _compute = ComputeOptionSet.Plain();

    public QuantizeCommand()
        : base(
            "quantize",
            "Write a model with 8-bit weights, and measure what that costs",
            "Write a model whose linear layers are 8-bit integers, a quarter of the size: Matiz computes it in int8, and Python's "
            + "compressed-tensors reads it. The metric is measured on validation rows before and after; "
            + "with --max-drop, layers that suffer "
            + "stay in fp32, and where that does not help nothing is written.")
    {
        Add(_run);
        AddOptions(
            new OptionSet("Quantization", _output, _maxDrop, _metric, _validation, _embeddings, _revision),
            new OptionSet("Data", [.. _data.Reading]), _compute, Messages);
    }

    public override MessageOptionSet Messages { get; } = new(
        "Print one JSON object: metric, before, after, drop_points, kept, bytes_before, bytes_after, output");

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("matiz quantize my-model --output my-model-int8", "A quarter of the size, and what that costs on the validation rows."),
        new("matiz quantize my-model --output my-model-int8 --max-drop 0.3", "At most 0.3 points of F1; layers that suffer stay in fp32."),
        new("matiz quantize user/emotion --output emotion-int8 --validation rows.csv", "A model without rows of its own."),
    ];

    public override int Run(ParseResult parse, CommandHost host)
    {
        var notes = new Notes(host, parse.GetValue(Messages.Quiet));
        string output = parse.GetValue(_output) ?? throw new UsageException("--output is missing, expected the folder to make. Give it.");
        var source = new ModelFinder(host, notes).Find(parse.GetRequiredValue(_run), parse.GetValue(_revision));
        EvaluateCommand.RequireTrained(source);
        string[] validation = parse.GetValue(_validation) ?? [];
        using var device = _compute.ReadDevice(parse, notes);
        var options = new QuantizationOptions
        {
            MaxDrop = parse.GetValue(_maxDrop),
            Metric = parse.GetValue(_metric),
            Validation = validation.Length == 0 ? null : validation,
            Data = _data.ReadOptions(parse) with { StandardInput = host.Input },
            QuantizesEmbeddings = parse.GetValue(_embeddings) is not Single,
        };
        var result = ModelQuantization.Run(source.Files, output, options, device, host.Interrupt);
        foreach (string note in result.Notes) notes.Say(note);
        if (Messages.IsJson(parse)) Json.WriteIndented(host.Output, json => Write(json, result));
        else host.Output.Write(Describe(result));
        return ExitCode.Done;
    }

    private static void Write(Utf8JsonWriter json, QuantizationResult result)
    {
        json.WriteStartObject();
        json.WriteString("metric", result.Metric);
        json.WriteNumber("before", result.Before);
        json.WriteNumber("after", result.After);
        json.WriteNumber("drop_points", result.DropPoints);
        json.WriteStartObject("kept");
        foreach (var (name, effect) in result.Kept) json.WriteNumber(name, effect);
        json.WriteEndObject();
        json.WriteNumber("bytes_before", result.BytesBefore);
        json.WriteNumber("bytes_after", result.BytesAfter);
        json.WriteString("output", result.Output);
        json.WriteEndObject();
    }

    private static string Describe(QuantizationResult result)
    {
        string kept = result.Kept.Count == 0
            ? "Every linear layer is quantized."
            : $"Kept in fp32: {PlainText.Clean(string.Join(", ", result.Kept.Keys))}.";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{PlainText.Clean(result.Output)}: {result.Metric} {Numbers.Metric(result.Before)} before, "
            + $"{Numbers.Metric(result.After)} after "
            + $"({Math.Abs(result.DropPoints):0.00} points {(result.DropPoints < 0 ? "better" : "worse")}) on "
            + $"{Numbers.Counted(result.Rows, "validation row")}; "
            + $"{result.BytesBefore / 1e6:0.0} MB before, {result.BytesAfter / 1e6:0.0} MB after. {kept}\n");
    }
}
