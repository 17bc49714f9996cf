using System.CommandLine;
using System.Text.Json.Nodes;
using Matiz.Cli.Exploration;
using Matiz.Cli.Options;
using Matiz.Cli.Runs;
using Matiz.Cli.Terminal;
using Matiz.Data;
using Matiz.Reports;

namespace Matiz.Cli.Commands;

/// <summary><c>matiz explore</c>: what data is like before anything is trained on it.</summary>
internal sealed class ExploreCommand : MatizCommand
{
    private readonly DataOptionSet _data = DataOptionSet.ForTraining();
    private readonly ExploreOptionSet _explore = new();
    private readonly ComputeOptionSet _compute = new();

    public ExploreCommand()
        : base(
            "explore",
            "Look at data before training on it",
            "Look at data before training on it: rows of each class, lengths in tokens, texts that would be cut, repeated texts, leaks "
            + "between splits, and a map of the classes as the model sees them. Without data: the built-in sample.") =>
        AddOptions(_data, _explore, _compute, Messages);

    public override MessageOptionSet Messages { get; } = new("Print one JSON object: labels, token_lengths, share_cut, duplicates, leaks, umap");

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("matiz explore --train train.csv --test test.csv", "Counts, lengths, repeated and leaked texts."),
        new("matiz explore --train train.csv --output data.html --language es", "The same as a page, with the map, in Spanish."),
        new("matiz explore --train train.csv --no-map --json", "Numbers for a program, in a second."),
    ];

    public override int Run(ParseResult parse, CommandHost host)
    {
        var notes = new Notes(host, parse.GetValue(Messages.Quiet));
        string? output = parse.GetValue(_explore.Output);
        var source = parse.GetValue(_explore.Model) is { } named ? ModelSource.Find(named) : ModelSource.Embedded();
        var request = Request(parse, out var problemType);
        var data = request.Load(problemType, _explore.ReadSeed(parse), host.Input);
        foreach (string note in data.Notes) notes.Say(note);
        using var device = _compute.ReadDevice(parse);
        var found = DataFindings.Of(source, data, _explore.Read(parse), device, host, notes);
        if (output is not null)
        {
            var options = new ReportOptions();
            if (parse.GetValue(_explore.Language) is { } code) options = options with { Language = ReportOptions.ParseLanguage(code) };
            Report.OfData(request.Name, found.Summary, found.Map, found.MaxLength, options).Save(output);
        }

        if (Messages.IsJson(parse)) Json.WriteIndented(host.Output, found.Write);
        else host.Output.Write(DataFindingsText.Describe(request.Name, found, host.Width, new Style(host.OutputIsTerminal && host.AllowsColor)));
        if (output is not null) notes.Say($"the page is in {output}.");
        return ExitCode.Done;
    }

    // Nothing is trained, so no row has to be kept for validation unless that is asked for.
    private DataRequest Request(ParseResult parse, out ProblemType problemType)
    {
        var typed = DataRequest.Typed(parse, _data);
        typed.TryAdd("validation_fraction", JsonValue.Create(0.0));
        problemType = typed.TryGetValue("problem_type", out var name)
            ? ProblemTypes.Parse(name!.GetValue<string>())
            : ProblemType.SingleLabelClassification;
        return new DataRequest(key => typed.GetValueOrDefault(key));
    }
}
