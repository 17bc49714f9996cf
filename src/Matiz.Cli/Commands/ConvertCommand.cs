using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Matiz.Cli.Options;
using Matiz.Cli.Paths;
using Matiz.Cli.Terminal;
using Matiz.Formats;
using Matiz.Weights;
using Matiz.Workflows.Conversion;

namespace Matiz.Cli.Commands;

/// <summary><c>matiz convert</c>: writes a model in another framework's format.</summary>
internal sealed class ConvertCommand : MatizCommand
{
    // The words of the field, and what they stand for.
    private static readonly (string Name, ArrayDType DType)[] _types =
    [
        ("f16", ArrayDType.Float16), ("bf16", ArrayDType.BFloat16), ("f32", ArrayDType.Float32), ("int8", ArrayDType.Int8),
    ];

    private readonly Argument<string> _path = OptionFactory.PathArgument(
        "PATH", "A model folder, a file of weights beside its config.json, or an id on the Hub", new ReadsModel());

    private readonly Option<string?> _revision = OptionFactory.Revision();

    private readonly Option<string?> _to = OptionFactory.Choice(
        "--to", "The format to write (needed)", [.. WeightFormat.All.Select(format => format.Name)]);

    private readonly Option<string?> _output = OptionFactory.Path("--output", "DIR", "The folder to make (needed)", new WritesRun());
    private readonly Option<string?> _type = OptionFactory.Choice(
        "--dtype", "Round all weights to this type; int8 is for ONNX alone. Default: they stay as they are",
        [.. _types.Select(type => type.Name)]);

    private readonly Option<bool> _overwrite = OptionFactory.Flag("--overwrite", "Replace a model folder that is there");

    public ConvertCommand()
        : base(
            "convert",
            "Write a model in another framework's format",
            "Write a model in another framework's format: the same weights under the names that it gives them, and config, tokenizer, "
            + "licences and cards beside them, byte for byte. Whatever saved the model, Matiz reads it by itself; this is for others. "
            + "A folder of 8-bit weights becomes one of floating-point numbers, or a graph with its own integers.")
    {
        Add(_path);
        AddOptions(new OptionSet("Conversion", _to, _output, _type, _overwrite, _revision), Messages);
    }

    public override MessageOptionSet Messages { get; } = new(
        "Print one JSON object: from, to, output, tensors, bytes, files, notes");

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("matiz convert my-keras-model --to safetensors --output my-model", "A tf_model.h5 becomes a model.safetensors."),
        new("matiz convert my-model --to pytorch --output my-pytorch-model", "A pytorch_model.bin that torch.load opens."),
        new("matiz convert my-model --to onnx --output my-graph", "A model.onnx of opset 17 that any runtime computes."),
        new("matiz convert my-model --to onnx --dtype int8 --output my-small-graph", "The same graph in 8-bit integers, a quarter of it."),
        new("matiz convert my-model --to safetensors --dtype bf16 --output my-small-model", "Half the size."),
        new("matiz convert my-model-int8 --to safetensors --output my-model-again", "8-bit weights as floating-point numbers again."),
    ];

    public override int Run(ParseResult parse, CommandHost host)
    {
        var notes = new Notes(host, parse.GetValue(Messages.Quiet));
        string path = parse.GetRequiredValue(_path);
        string name = parse.GetValue(_to)
            ?? throw new UsageException($"--to is missing, expected one of {_to.HelpName}. Give it.");
        string output = parse.GetValue(_output) ?? throw new UsageException("--output is missing, expected the folder to make. Give it.");
        var to = WeightFormat.All.Single(format => string.Equals(format.Name, name, StringComparison.Ordinal));
        var options = new ConversionOptions
        {
            DType = parse.GetValue(_type) is { } word ? Array.Find(_types, type => type.Name == word).DType : null,
            Overwrite = parse.GetValue(_overwrite),
        };
        var source = File.Exists(path) ? null : new ModelFinder(host, notes).Find(path, parse.GetValue(_revision));
        var result = host.ErrorIsTerminal && !notes.IsQuiet
            ? LiveLine.Show(host, line => Convert(options with { Progress = new Shown(line) }))
            : Convert(options);
        foreach (string note in result.Notes) notes.Say(note);
        if (Messages.IsJson(parse)) Json.WriteIndented(host.Output, json => Write(json, result));
        else host.Output.Write(Describe(result));
        return ExitCode.Done;

        ConversionResult Convert(ConversionOptions how) => source is null
            ? ModelConversion.Run(path, to, output, how, host.Interrupt)
            : ModelConversion.Run(source!.Files, to, output, how, host.Interrupt);
    }

    private static string Describe(ConversionResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"{PlainText.Clean(result.Output)}: {Numbers.Counted(result.Tensors, "tensor")}, {result.Bytes / 1e6:0.0} MB, from "
        + $"{result.From.Title} to {result.To.Title} ({PlainText.Clean(string.Join(", ", result.Files))})\n");

    private static void Write(Utf8JsonWriter json, ConversionResult result)
    {
        json.WriteStartObject();
        json.WriteString("from", result.From.Name);
        json.WriteString("to", result.To.Name);
        json.WriteString("output", result.Output);
        json.WriteNumber("tensors", result.Tensors);
        json.WriteNumber("bytes", result.Bytes);
        json.WriteStrings("files", result.Files);
        json.WriteStrings("notes", result.Notes);
        json.WriteEndObject();
    }

    private sealed class Shown(LiveLine line) : IProgress<double>
    {
        public void Report(double value) => line.Set(value, "converting");
    }
}
