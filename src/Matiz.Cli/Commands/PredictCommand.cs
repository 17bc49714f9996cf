using System.CommandLine;
using Matiz.Cli.Options;
using Matiz.Cli.Paths;
using Matiz.Cli.Predictions;
using Matiz.Cli.Runs;
using Matiz.Cli.Terminal;
using Matiz.Data;
using Matiz.Inference;
using Matiz.Tasks;
using Matiz.Tokenizers;

namespace Matiz.Cli.Commands;

/// <summary><c>matiz predict</c>: classifies texts with a trained model.</summary>
internal sealed class PredictCommand : MatizCommand
{
    private const int RowsAtOnce = 256;
    private const string None = "none", Mean = "mean", Max = "max";

    private readonly Argument<string> _model = OptionFactory.PathArgument(
        "MODEL", "The folder of a trained model, or its id on the Hub", new ReadsModel());

    private readonly Option<string?> _revision = OptionFactory.Revision();
    private readonly TextOptionSet _texts = new();
    private readonly ComputeOptionSet _compute = ComputeOptionSet.ForInference();
    private readonly Option<string?> _output = OptionFactory.Path(
        "--output", "F", "Write to a file, whole or not at all: .jsonl, .json, .csv or .tsv, each also with .gz", AnswerFile.Use);
    private readonly Option<int?> _topK = OptionFactory.Whole("--top-k", "Show only the N highest scores (default: all)", 1);
    private readonly Option<double?> _minScore = OptionFactory.Real(
        "--min-score", "Give no label whose score is below (default: as calibrated, else always the highest)", "a number from 0 to 1",
        value => value is >= 0 and <= 1);
    private readonly Option<string?> _plot = OptionFactory.Path(
        "--plot", "F.svg", "Draw the scores as a picture too; of several texts (at most 100) one below the other",
        new WritesFile([".svg"]) { NeedsExtension = true, Example = "scores.svg" });
    private readonly Option<bool> _raw = OptionFactory.Flag("--raw", "Leave out the model's calibration.json, where it has one");
    private readonly Option<string?> _function = OptionFactory.Choice(
        "--function-to-apply", "What makes scores of logits (default: by the problem type)", ["softmax", "sigmoid", None]);
    private readonly Option<int?> _maxLength = OptionFactory.Whole(
        "--max-length", "Tokens at which a text is cut (default: as in training)", 1);
    private readonly Option<int?> _stride = OptionFactory.Whole(
        "--stride", "Read a text that is too long in windows that repeat N tokens of the one before, instead of cutting it", 0);
    private readonly Option<string?> _windowPooling = OptionFactory.Choice(
        "--window-pooling", "How the logits of windows become one answer (default mean)", [Mean, Max]);

    public PredictCommand()
        : base(
            "predict",
            "Classify texts with a trained model",
            "Classify texts with a trained model: bars for texts on the command line, JSON lines for files and streams. "
            + "One answer a row, in order.")
    {
        Add(_model);
        Add(_texts.Texts);
        AddOptions(_texts, Answers, _compute, Messages);
    }

    public override MessageOptionSet Messages { get; } = new("Print one JSON object a row");

    private OptionSet Answers => new(
        "Answers", _output, _topK, _minScore, _plot, _raw, _function, _maxLength, _stride, _windowPooling, _revision);

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("matiz predict my-model \"I saw a movie today and it was really good.\"", "Every label and its score as bars."),
        new("matiz predict my-model \"a text\" \"another text\" --json", "One JSON object a text."),
        new("matiz predict user/emotion \"a text\"", "A model of the Hub, downloaded once."),
        new("matiz predict my-model \"a text\" --plot scores.svg", "The bars as a picture as well."),
        new("matiz predict my-model --input mails.csv --text-column body --output answers.csv", "A file in, a file out."),
        new("matiz predict my-model --input letters.jsonl --stride 32", "Long texts read in windows to their end."),
        new("tail -f chat.log | matiz predict my-model - --min-score 0.8", "A stream of lines; no label where the model is not sure."),
    ];

    public override int Run(ParseResult parse, CommandHost host)
    {
        var notes = new Notes(host, parse.GetValue(Messages.Quiet));
        var source = new ModelFinder(host, notes).Find(parse.GetRequiredValue(_model), parse.GetValue(_revision));
        var rows = _texts.Read(parse, host, notes, () => ColumnNotes.Find(source));
        using var device = _compute.ReadDevice(parse, notes);
        var classifier = Load(parse, source, device);
        notes.TellOfLoading(classifier.Model.LoadingNotes, classifier.Model.LoadingWarnings);
        int? topK = parse.GetValue(_topK);
        if (!classifier.Task.HasClasses && (topK is not null || parse.GetValue(_minScore) is not null))
        {
            throw new UsageException(
                $"{source.Name}: --top-k or --min-score was given, but this model gives numbers (regression), which have no scores. "
                + "Leave the option out.");
        }

        var options = ReadOptions(parse);
        string? path = parse.GetValue(_output);
        var plot = NewPlot(parse, source, classifier, topK);
        if (path is null or DataSource.StandardInput)
        {
            using var writer = Drawn(WriterToOutput(parse, host, classifier), plot);
            AnswerAll(classifier, options, rows, writer, topK, notes, host);
            plot?.Save(notes);
            return ExitCode.Done;
        }

        using var file = new AnswerFile(path, classifier);
        int answered = AnswerAll(classifier, options, rows, Drawn(file.Writer, plot), topK, notes, host);
        file.Commit();
        notes.Say($"{Numbers.Counted(answered, "answer")} written to {path}.");
        plot?.Save(notes);
        return ExitCode.Done;
    }

    private TextClassifier Load(ParseResult parse, ModelSource source, Tensors.Device device)
    {
        var options = new InferenceOptions
        {
            MaxLength = parse.GetValue(_maxLength),
            Raw = parse.GetValue(_raw),
            MinScore = parse.GetValue(_minScore),
        };
        EvaluateCommand.RequireTrained(source);
        return TextClassifier.Load(source.Files, options, device);
    }

    // Null where nothing is asked for.
    private ClassificationOptions? ReadOptions(ParseResult parse)
    {
        string? function = parse.GetValue(_function), pooling = parse.GetValue(_windowPooling);
        int? stride = parse.GetValue(_stride);
        if (pooling is not null && stride is null)
            throw new UsageException(
                "--window-pooling was given without --stride, so there are no windows. Add --stride N, or leave it out.");
        if (function is None && (parse.GetValue(_plot) is not null || !WritesJson(parse)))
            throw new UsageException("--function-to-apply none gives logits, which are no shares that bars could show. Add --json.");
        if (function is null && stride is null) return null;
        return new ClassificationOptions
        {
            FunctionToApply = function is null ? null : Enum.Parse<ScoreFunction>(function, ignoreCase: true),
            MinScore = function is null ? null : parse.GetValue(_minScore),
            Stride = stride,
            WindowPooling = pooling is Max ? WindowPooling.Max : WindowPooling.Mean,
        };
    }

    private bool WritesJson(ParseResult parse) =>
        Messages.IsJson(parse) || _texts.IsStream(parse) || parse.GetValue(_output) is not null;

    private ScorePlot? NewPlot(ParseResult parse, ModelSource source, TextClassifier classifier, int? topK)
    {
        if (parse.GetValue(_plot) is not { } path) return null;
        if (!classifier.Task.HasClasses)
            throw new UsageException(
                $"{source.Name}: --plot was given, but this model gives numbers (regression), which have no scores. Leave --plot out.");
        int texts = parse.GetValue(_texts.Texts)!.Length;
        if (texts > ScorePlot.MostTexts) throw ScorePlot.TooMany();
        return new ScorePlot(path, topK);
    }

    private static IAnswerWriter Drawn(IAnswerWriter writer, ScorePlot? plot) => plot is null ? writer : plot.Beside(writer);

    private static int AnswerAll(
        TextClassifier classifier, ClassificationOptions? options, IEnumerable<Row> rows, IAnswerWriter writer, int? topK, Notes notes,
        CommandHost host)
    {
        int answered = 0;
        var warnings = new TextWarnings();
        using var queue = new RowQueue(rows);
        try
        {
            foreach (var batch in queue.Batches(RowsAtOnce, host.Interrupt))
            {
                var inputs = Array.ConvertAll(batch, TextInput.FromRow);
                int place = 0;
                foreach (var prediction in classifier.Classify(inputs, options))
                {
                    host.Interrupt.ThrowIfCancellationRequested();
                    var row = batch[place++];
                    warnings.Count(row);
                    if (prediction.DroppedTokens > 0) warnings.CountCut(row);
                    writer.Write(new Answer(row, prediction, topK));
                }

                answered += batch.Length;
                writer.Flush();
            }
        }
        finally
        {
            warnings.Tell(notes, classifier.Limit);
        }

        return answered;
    }

    private IAnswerWriter WriterToOutput(ParseResult parse, CommandHost host, TextClassifier classifier)
    {
        if (WritesJson(parse)) return new JsonAnswerWriter(host.Output);
        var style = new Style(host.OutputIsTerminal && host.AllowsColor);
        bool severalTexts = parse.GetValue(_texts.Texts)!.Length > 1;
        return new BarWriter(host.Output, host.Width, style, severalTexts, classifier.Calibration.MinScore);
    }
}
