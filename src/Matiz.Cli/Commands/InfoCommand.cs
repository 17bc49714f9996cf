using System.CommandLine;
using System.Globalization;
using Matiz.Cli.Inspection;
using Matiz.Cli.Options;
using Matiz.Cli.Paths;
using Matiz.Cli.Terminal;

namespace Matiz.Cli.Commands;

/// <summary><c>matiz info</c>: what a folder or a weights file holds, and what is wrong with it.</summary>
internal sealed class InfoCommand : MatizCommand
{
    private const int MostTensors = 12;

    private readonly Argument<string> _path = OptionFactory.PathArgument(
        "PATH", "A model folder, a run, a file of weights or of a tokenizer, an id on the Hub, or all-MiniLM-L6-v2", new ReadsModel());

    private readonly Option<string?> _revision = OptionFactory.Revision();

    public InfoCommand()
        : base(
            "info",
            "Show what a model folder, a run or a weights file holds",
            "Show what a model folder, a run folder or a weights file holds: architecture, labels, tensors, tokenizer, and what is wrong "
            + "with it. A fault of the files is listed and no reason to fail.")
    {
        Add(_path);
        AddOptions(new OptionSet("Model", _revision), Messages);
    }

    public override MessageOptionSet Messages { get; } = new(
        "Print one JSON object: architecture, head, labels, parameters, tensors, tokenizer, bytes, problems");

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("matiz info my-model", "Architecture, labels, sizes, and whether the files fit together."),
        new("matiz info runs/all-MiniLM-L6-v2-1", "The same of a run, with its steps and checkpoints."),
        new("matiz info model.safetensors --verbose", "Every tensor of a weights file."),
        new("matiz info all-MiniLM-L6-v2 --json", "The built-in encoder, as JSON."),
    ];

    public override int Run(ParseResult parse, CommandHost host)
    {
        var finder = new ModelFinder(host, new Notes(host, parse.GetValue(Messages.Quiet)));
        string path = parse.GetRequiredValue(_path);
        var findings = File.Exists(path)
            ? Findings.OfFile(path)
            : Findings.OfModel(finder.Find(path, parse.GetValue(_revision)));
        if (Messages.IsJson(parse)) Json.WriteIndented(host.Output, findings.Write);
        else host.Output.Write(Describe(findings, parse.GetValue(Messages.Verbose), new Style(host.OutputIsTerminal && host.AllowsColor)));
        return ExitCode.Done;
    }

    private static string Describe(Findings findings, bool everything, Style style)
    {
        var facts = new TextTable("ll");
        void Fact(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value)) facts.Row(new TextTable.Cell(name, style.Bold), PlainText.Clean(value));
        }

        Fact("path", findings.Path);
        Fact("architecture", findings.Architecture);
        Fact("head", findings.Head);
        Fact("problem type", findings.ProblemType);
        Fact("labels", Listed(findings.Labels));
        Fact("parameters", Count(findings.Parameters));
        Fact(
            "weights",
            string.Create(
                CultureInfo.InvariantCulture, $"{Numbers.Counted(findings.Tensors.Count, "tensor")}, {findings.Bytes / 1e6:0.0} MB")
            + string.Concat(findings.DTypes.Select(type => $", {type}")));
        Fact("format", Formats(findings));
        foreach (var (name, value) in findings.Tokenizer) Fact("tokenizer " + name.Replace('_', ' '), value?.ToString());
        foreach (var (name, value) in findings.Run) Fact(name.Replace('_', ' '), value?.ToString());
        string text = facts.Render();

        if (findings.Tensors.Count > 0)
        {
            var tensors = new TextTable("lll");
            foreach (var tensor in findings.Tensors.Take(everything ? int.MaxValue : MostTensors))
                tensors.Row(PlainText.Clean(tensor.Name), tensor.DType, tensor.ShapeText);
            text += $"\n{style.Bold("Tensors")}\n{tensors.Render()}";
            if (!everything && findings.Tensors.Count > MostTensors)
                text += string.Create(
                    CultureInfo.InvariantCulture, $"  … and {findings.Tensors.Count - MostTensors} more; --verbose lists all.\n");
        }

        if (findings.Problems.Count == 0) return text + $"\n{style.Green("No problems found.")}\n";
        return text + $"\n{style.Red("Problems")}\n"
            + string.Concat(findings.Problems.Select(problem => $"  {PlainText.Clean(problem)}\n"));
    }

    private static string Formats(Findings findings)
    {
        string[] titles = [.. findings.Formats.Select(format => format.Title)];
        return titles is [var read, _, ..] ? $"{read} (read; {string.Join(", ", titles.Skip(1))} beside it)" : titles.FirstOrDefault("");
    }

    private static string Listed(IReadOnlyList<string> labels)
    {
        const int Most = 20;
        string listed = string.Join(", ", labels.Take(Most));
        return labels.Count > Most ? string.Create(CultureInfo.InvariantCulture, $"{listed}, … ({labels.Count} in all)") : listed;
    }

    private static string Count(long number) => number switch
    {
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{number:#,0} ({number / 1e6:0.0} million)"),
        _ => number.ToString("#,0", CultureInfo.InvariantCulture),
    };
}
