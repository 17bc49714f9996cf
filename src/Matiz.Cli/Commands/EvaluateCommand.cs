using System.CommandLine;
using System.Text.Json;
using Matiz.Cli.Options;
using Matiz.Cli.Paths;
using Matiz.Cli.Runs;
using Matiz.Cli.Terminal;
using Matiz.Data;
using Matiz.Hub;
using Matiz.Models;
using Matiz.Tasks;
using Matiz.Training;
using Matiz.Workflows;

namespace Matiz.Cli.Commands;

/// <summary><c>matiz evaluate</c>: measures a trained model on labelled rows.</summary>
internal sealed class EvaluateCommand : MatizCommand
{
    private readonly Argument<string> _model = OptionFactory.PathArgument(
        "MODEL", "The folder of a trained model, or its id on the Hub", new ReadsModel());

    private readonly Option<string?> _revision = OptionFactory.Revision();
    private readonly DataOptionSet _data = DataOptionSet.ForEvaluation();
    private readonly ComputeOptionSet _compute = ComputeOptionSet.ForInference();
    private readonly Option<bool> _raw = OptionFactory.Flag("--raw", "Leave out the model's calibration.json, where it has one");
    private readonly Option<int?> _maxLength = OptionFactory.Whole(
        "--max-length", "Tokens at which a text is cut (default: as in training)", 1);

    public EvaluateCommand()
        : base(
            "evaluate",
            "Measure a trained model on labelled rows",
            "Measure a trained model on labelled rows: metrics, a table of the classes and a normalized confusion matrix. "
            + "Labels are names of the model's classes, or their indices, or (of several a row) flags; one reading for all files.")
    {
        Add(_model);
        AddOptions(_data, new OptionSet("Model", _revision, _raw, _maxLength), _compute, Messages);
    }

    public override MessageOptionSet Messages { get; } = new("Print one JSON object: metrics, per_class, confusion_matrix, labels, rows");

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("matiz evaluate my-model --test test.csv", "Metrics, the classes one by one, and what is taken for what."),
        new("matiz evaluate my-model --test test.csv --json > metrics.json", "The same for a program."),
        new(
            "matiz evaluate my-model --test 'parts/*.jsonl.gz' --text-column body --label-column topic",
            "Several packed files, with columns of other names."),
        new("matiz evaluate my-model --dataset dair-ai/emotion", "The test rows of a dataset of the Hub, or of a folder."),
        new("zcat more.jsonl.gz | matiz evaluate my-model --test - --format jsonl", "Rows from another program."),
    ];

    public override int Run(ParseResult parse, CommandHost host)
    {
        var notes = new Notes(host, parse.GetValue(Messages.Quiet));
        string[] files = parse.GetValue(_data.Test) ?? [];
        _data.Dataset.RequireNamed(parse);
        var dataset = _data.Dataset.Read(parse);
        if (files.Length == 0 && dataset is null)
        {
            throw new UsageException(
                "there is nothing to measure on. Labelled rows were expected. Give --test F, or --dataset ID for one of the Hub.");
        }

        if (files.Length > 0 && dataset is not null)
        {
            throw new UsageException(
                "--dataset and --test were both given. One of them was expected: measure on one after the other. Leave one out.");
        }

        var source = new ModelFinder(host, notes).Find(parse.GetRequiredValue(_model), parse.GetValue(_revision));
        RequireTrained(source);
        using var device = _compute.ReadDevice(parse, notes);
        var model = AutoModelForSequenceClassification.FromPretrained(source.Files, device: device);
        notes.TellOfLoading(model.LoadingNotes, model.LoadingWarnings);
        var calibration = parse.GetValue(_raw) ? ModelCalibration.None : ModelCalibration.Load(source.Files, model.Labels);
        var evaluation = new StreamedEvaluation(model, ArgumentsOf(parse, source), calibration);
        var warnings = new TextWarnings();
        var read = new RowsRead();
        var recorded = ColumnNotes.Find(source);
        var rows = dataset is null
            ? Rows(files, parse, model, source, host, recorded, read)
            : Rows(dataset, parse, model, host, recorded, read, notes);
        evaluation.Add(rows.Select(row => Counted(row, warnings)), cancellationToken: host.Interrupt);
        if (evaluation.Rows == 0) throw NoRows(dataset?.Name ?? string.Join(", ", files), read.Unlabelled);
        if (read.Unlabelled > 0)
            notes.Say(
                $"{Numbers.Counted(read.Unlabelled, "row has", "rows have")} no label and {(read.Unlabelled == 1 ? "is" : "are")} "
                + "left out.");

        warnings.Tell(notes, evaluation.Limit);
        if (evaluation.CutRows > 0)
            notes.Warn(
                $"{Numbers.Counted(evaluation.CutRows, "text was", "texts were")} cut at {Numbers.Count(evaluation.MaxLength)} tokens. "
                + $"{evaluation.Limit.WhenCut}");
        if (recorded is not null)
            ColumnNotes.Tell(recorded, read.Files, _data.ReadOptions(parse, model.ProblemType), _data.ReadSeparator(parse), notes);
        foreach (string note in read.Notes) notes.Say(note);
        foreach (var repeated in RepeatedFile.Among(read.Files)) notes.Warn(repeated.Describe());
        if (calibration != ModelCalibration.None) notes.Say($"scores are calibrated by {ModelCalibration.FileName}; --raw leaves it out.");
        if (Messages.IsJson(parse)) Json.WriteIndented(host.Output, json => Write(json, evaluation, model, calibration));
        else host.Output.Write(Describe(evaluation, model, calibration, new Style(host.OutputIsTerminal && host.AllowsColor)));
        return ExitCode.Done;
    }

    /// <summary>Checks that there is a model that could have a head; measuring or asking a random one would be a mistake.</summary>
    /// <exception cref="UsageException">A run kept none, or the encoder that the program carries is meant.</exception>
    internal static void RequireTrained(ModelSource source)
    {
        if (FeaturesRequest.IsRunWithoutModel(source))
            throw new UsageException(
                $"{source.Name}: this run of matiz features kept no model. A trained classifier was expected. "
                + "Run it again with --save-model.");
        if (!source.IsEmbedded) return;                         // whether its head is whole shows when it is loaded
        throw new UsageException(
            $"{source.Name}: this is a {ModelConfig.Load(source.Files).Architectures[0]}, which classifies nothing yet. "
                + $"A trained classifier was expected. Train one first: matiz train --model {source.Name} --train F.");
    }

    private static Row Counted(Row row, TextWarnings warnings)
    {
        warnings.Count(row);
        return row;
    }

    // What training recorded decides how texts are cut and what the loss is, for a checkpoint of a run as well.
    private TrainingArguments ArgumentsOf(ParseResult parse, ModelSource source)
    {
        string? folder = source.Folder is null ? null : RunFolder.SettingsFolderOf(source.Folder);
        bool isRun = folder is not null && RunFolder.IsRunFolder(folder);
        var arguments = isRun ? RunSettings.Load(folder!).ToArguments() : new TrainingArguments();
        return parse.GetValue(_maxLength) is { } length ? arguments with { MaxLength = length } : arguments;
    }

    private IEnumerable<Row> Rows(
        string[] files, ParseResult parse, SequenceClassificationModel model, ModelSource source, CommandHost host,
        RecordedColumns? recorded, RowsRead read)
    {
        var options = _data.ReadOptions(parse, model.ProblemType) with { StandardInput = host.Input };
        if (recorded is not null) options = recorded.Under(options, _data.ReadSeparator(parse));
        var labels = TextTask.For(model).HasClasses ? model.Labels : null;
        if (labels is not null && options.LabelReading is null && source.Folder is { } folder)
            options = options with { LabelReading = RecordedRun.LabelReadingOf(folder, labels, files) };
        return RowReader.ReadLabelled(
            DataSource.Expand(files, options.Format, options.StandardInput), labels, model.ProblemType, options, read);
    }

    private IEnumerable<Row> Rows(
        DatasetRequest dataset, ParseResult parse, SequenceClassificationModel model, CommandHost host, RecordedColumns? recorded,
        RowsRead read, Notes notes)
    {
        var options = _data.ReadOptions(parse, model.ProblemType) with { StandardInput = host.Input };
        if (recorded is not null) options = recorded.Under(options, _data.ReadSeparator(parse));
        var (opened, split, sources) = DatasetDownload.Show(host, notes, dataset.Name, access =>
        {
            var request = HubName.Parse(dataset.Name).IsPath ? dataset : dataset with { Hub = access.Hub() };
            var found = DatasetRepository.Open(request, options, access.Progress, access.Cancellation);
            string wanted = found.SplitToMeasure(out string? note);
            if (note is not null) notes.Say(note);
            return (found, wanted, found.Sources(wanted));
        });
        foreach (string line in opened.Notes) notes.Say(line);
        var labels = TextTask.For(model).HasClasses ? model.Labels : null;
        return RowReader.ReadLabelled(sources, labels, model.ProblemType, opened.Options, read, split);
    }

    private static DataException NoRows(string name, int unlabelled) => new(
        name, 0,
        unlabelled == 0
            ? "there are no rows. At least one was expected for test. Is this the right file?"
            : $"none of its {Numbers.Counted(unlabelled, "row")} has a label, as some datasets keep the answers of their test rows. "
                + "Labelled rows were expected. Name another split with --dataset-split test=NAME.");

    private static void Write(
        Utf8JsonWriter json, StreamedEvaluation evaluation, SequenceClassificationModel model, ModelCalibration calibration)
    {
        json.WriteStartObject();
        foreach (var (name, value) in evaluation.Metrics) json.WriteNumberOrNull(name, value);
        if (calibration.MinScore is { } least && evaluation.Confusion is not null)
        {
            json.WriteNumber("min_score", least);
            json.WriteNumber("coverage", (double)evaluation.AnsweredRows / evaluation.Rows);
            json.WriteNumberOrNull("answered_accuracy", (double)evaluation.RightAnsweredRows / evaluation.AnsweredRows);
        }

        if (evaluation.Report is { } report)
        {
            json.WriteStartObject("per_class");
            foreach (var row in report.Classes)
            {
                json.WriteStartObject(row.Name);
                json.WriteNumber("precision", row.Precision);
                json.WriteNumber("recall", row.Recall);
                json.WriteNumber("f1", row.F1);
                json.WriteNumber("support", row.Support);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            if (evaluation.Confusion is { } confusion) WriteCounts(json, confusion.ToArray());
            else json.WriteNull("confusion_matrix");
        }

        json.WriteStrings("labels", model.Labels.Names);
        json.WriteNumber("rows", evaluation.Rows);
        json.WriteString("precision", model.Device.Precision.Name);
        json.WriteString("computed", model.Device.Computed.Name);
        json.WriteEndObject();
    }

    private static void WriteCounts(Utf8JsonWriter json, long[,] counts)
    {
        json.WriteStartArray("confusion_matrix");
        for (int truth = 0; truth < counts.GetLength(0); truth++)
        {
            json.WriteStartArray();
            for (int predicted = 0; predicted < counts.GetLength(1); predicted++) json.WriteNumberValue(counts[truth, predicted]);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static string Describe(
        StreamedEvaluation evaluation, SequenceClassificationModel model, ModelCalibration calibration, Style style)
    {
        string text = $"{style.Bold("Metrics")} of "
            + $"{Numbers.Counted(evaluation.Rows, "row")}\n{MetricTables.Metrics([("value", evaluation.Metrics)], style)}";
        if (calibration.MinScore is { } least && evaluation.Confusion is not null)
        {
            text += $"  {Numbers.Counted(evaluation.AnsweredRows, "row reaches", "rows reach")} the least score {Numbers.Setting(least)}"
                + $" ({Numbers.Percent((double)evaluation.AnsweredRows / evaluation.Rows)}); of these "
                + $"{Numbers.Percent((double)evaluation.RightAnsweredRows / Math.Max(1, evaluation.AnsweredRows))} are right\n";
        }

        if (evaluation.Report is { } report) text += $"\n{style.Bold("Classes")}\n{MetricTables.Report(report, style)}";
        if (evaluation.Confusion is { } confusion)
            text += $"\n{style.Bold("Confusion matrix")}, shares of each true "
                + $"class\n{MetricTables.Confusion(confusion, model.Labels.Names, style)}";
        return text;
    }
}
