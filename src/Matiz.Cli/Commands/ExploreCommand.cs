using System.CommandLine;
using System.Text.Json.Nodes;
using Matiz.Cli.Exploration;
using Matiz.Cli.Options;
using Matiz.Cli.Terminal;
using Matiz.Data;
using Matiz.Reports;
using Matiz.Tensors;
using Matiz.Workflows;

namespace Matiz.Cli.Commands;

/// <summary><c>matiz explore</c>: what data is like before anything is trained on it.</summary>
internal sealed class ExploreCommand : MatizCommand
{
    private readonly DataOptionSet _data = DataOptionSet.ForTraining();
    private readonly ExploreOptionSet _explore = new();
    private readonly ComputeOptionSet _compute = ComputeOptionSet.Plain();

    public ExploreCommand()
        : base(
            "explore",
            "Look at data before training on it",
            "Look at data before training on it: rows of each class, lengths in tokens, texts that would be cut, repeated texts, leaks "
            + "between splits, and a map of the classes as the model sees them. Without data: the built-in sample.") =>
        AddOptions(_data, _explore, _compute, Messages);

    public override MessageOptionSet Messages { get; } = new(
        "Print one JSON object: labels, token_lengths, share_cut, duplicates, leaks, umap");

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("matiz explore --train train.csv --test test.csv", "Counts, lengths, repeated and leaked texts."),
        new("matiz explore --train train.csv --output data.html --language es", "The same as a page, with the map, in Spanish."),
        new("matiz explore --dataset dair-ai/emotion --no-map", "A dataset of the Hub, before anything is trained on it."),
        new("matiz explore --train train.csv --no-map --json", "Numbers for a program, in a second."),
    ];

    public override int Run(ParseResult parse, CommandHost host)
    {
        var notes = new Notes(host, parse.GetValue(Messages.Quiet));
        string? output = parse.GetValue(_explore.Output);
        var source = new ModelFinder(host, notes).FindOrEmbedded(parse.GetValue(_explore.Model), parse.GetValue(_explore.Revision));
        var selection = Selection(parse);
        var data = DatasetDownload.Show(
            host, notes, selection.DatasetName, access => selection.Load(_explore.ReadSeed(parse), host.Input, access));
        foreach (string note in data.Notes) notes.Say(note);
        using var device = _compute.ReadDevice(parse, notes);
        var found = Look(source, data, _explore.Read(parse), device, host, notes);
        if (output is not null)
        {
            var options = new ReportOptions();
            if (parse.GetValue(_explore.Language) is { } code) options = options with { Language = ReportOptions.ParseLanguage(code) };
            Report.OfData(selection.Name, found.Summary, found.Map, found.MaxLength, options).Save(output);
        }

        if (Messages.IsJson(parse)) Json.WriteIndented(host.Output, json => ExplorationJson.Write(json, found));
        else
            host.Output.Write(
                ExplorationText.Describe(selection.Name, found, host.Width, new Style(host.OutputIsTerminal && host.AllowsColor)));
        if (output is not null) notes.Say($"the page is in {output}.");
        return ExitCode.Done;
    }

    private static ExplorationResult Look(
        ModelSource source, DatasetDict data, ExplorationOptions options, Device device, CommandHost host, Notes notes)
    {
        var found = FeatureRouteProgressDisplay.Show(
            host, notes, progress => Workflows.Exploration.Run(source.Start, data, options, device, progress, host.Interrupt));
        foreach (string warning in found.MapWarnings) notes.Warn(warning);
        if (!options.WithMap || found.Map is not null) return found;
        string rows = Numbers.Counted(data["train"].Count, "row makes", "rows make");
        notes.Warn(
            $"train: {rows} no map. At least {Workflows.Exploration.LeastRowsOfMap} were expected. Add rows, or give --no-map.");
        return found;
    }

    // Nothing is trained, so no row has to be kept for validation unless that is asked for.
    private DataSelection Selection(ParseResult parse)
    {
        var typed = _data.ReadTyped(parse);
        typed.TryAdd("validation_fraction", JsonValue.Create(0.0));
        return new DataSelection(typed.GetValueOrDefault, ProgramInputs.Sample);
    }
}
