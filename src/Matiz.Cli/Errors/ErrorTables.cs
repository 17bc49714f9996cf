using System.Globalization;
using System.Text;
using Matiz.Cli.Terminal;
using Matiz.Data;
using Matiz.Training;

namespace Matiz.Cli.Errors;

/// <summary>What a model gets wrong, as tables that fit the terminal.</summary>
internal sealed class ErrorTables(ErrorRows errors, string split, int width, Style style)
{
    private const int MostPairs = 10, MostDuplicates = 5, NarrowestText = 20;

    private const double WeakJudge = 0.7;                       // where 1 of 7 suspects was a wrong label when it was measured

    /// <summary>How many rows there are, and how many are wrong.</summary>
    public string Head()
    {
        var analysis = errors.Analysis;
        var text = new StringBuilder(
            $"{style.Bold("Errors")} of {PlainText.Clean(errors.Run.Path)}, {split}: {Numbers.Counted(analysis.Rows, "row")}");
        if (errors.Run.Task.HasClasses)
        {
            string share = Numbers.Percent((double)analysis.Wrong / analysis.Rows);
            text.Append(CultureInfo.InvariantCulture, $", {Numbers.Count(analysis.Wrong)} wrong ({share})");
        }

        if (analysis.Unanswered > 0)
            text.Append(CultureInfo.InvariantCulture, $", {Numbers.Count(analysis.Unanswered)} below the least score (no label is given)");
        text.Append(CultureInfo.InvariantCulture, $", mean loss {Numbers.Metric(analysis.MeanLoss)}\n");
        if (errors.Suspects is { } suspects)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"About {Numbers.Counted(suspects.Expected, "wrong label is", "wrong labels are")} to be expected; ")
                .Append(CultureInfo.InvariantCulture, $"{Numbers.Counted(suspects.Issues.Count, "row is", "rows are")} suspected.\n");
            if (suspects.Accuracy < WeakJudge && suspects.Issues.Count > 0)
            {
                text.Append(
                    CultureInfo.InvariantCulture, $"The predictions agree with {Numbers.Percent(suspects.Accuracy)} of the labels only: ")
                    .Append("many suspects are their mistakes, and fewer labels are wrong. The first suspects are the likeliest.\n");
            }
        }

        if (split is "train")
            text.Append(
                "Losses and predictions are cross-validated: of logistic regression on frozen features, not of the trained model.\n");
        return text.ToString();
    }

    /// <summary>Rows one below the other, cut to the terminal's width.</summary>
    public string Rows(string title, IReadOnlyList<PredictionRecord> rows)
    {
        if (rows.Count == 0) return "";
        bool withSuggested = errors.Suspects is not null;
        var cells = rows.Select(row => (
            Loss: row.Loss!.Value.ToString("0.000", CultureInfo.InvariantCulture), Label: Name(row.Label),
            Predicted: row.IsAnswered ? Name(row.Predicted) : "–",
            Suggested: Name(errors.SuggestedFor(row)), Place: PlaceCells.Show(row.Source), row)).ToList();
        int used = 2 + Widest("loss", cells.Select(cell => cell.Loss)) + 2 + Widest("label", cells.Select(cell => cell.Label)) + 2
            + Widest("predicted", cells.Select(cell => cell.Predicted)) + 2 + Widest("where", cells.Select(cell => cell.Place)) + 2
            + (withSuggested ? Widest("suggested", cells.Select(cell => cell.Suggested)) + 2 : 0);
        int room = Math.Max(NarrowestText, width - used);
        var table = new TextTable(withSuggested ? "rlllll" : "rllll");
        Add(table, withSuggested, Head("loss"), Head("label"), Head("predicted"), Head("suggested"), Head("where"), Head("text"));
        foreach (var (loss, label, predicted, suggested, place, row) in cells)
        {
            string text = PlainText.Clean(row.TextPair is null ? row.Text : $"{row.Text} | {row.TextPair}");
            Add(
                table, withSuggested, loss, label, new(predicted, row.IsWrong && row.IsAnswered ? style.Red : null),
                new(suggested, style.Yellow),
                new(place, style.Dim), DisplayWidth.Cut(text, room));
        }

        return $"\n{style.Bold(title)}\n{table.Render()}";
    }

    /// <summary>Which labels are taken for which, and how often the rows of each are wrong; nothing for regression.</summary>
    public string Labels()
    {
        var analysis = errors.Analysis;
        if (analysis.Classes.Count == 0) return "";
        var text = new StringBuilder();
        if (analysis.Pairs.Count > 0)
        {
            var pairs = new TextTable("lllrr").Row(Head("label"), "", Head("taken for"), Head("rows"), Head("of its rows"));
            foreach (var pair in analysis.Pairs.Take(MostPairs))
            {
                pairs.Row(
                    Name(Label.OfIndex(pair.Label)), "→", Name(Label.OfIndex(pair.Predicted)),
                    Numbers.Count(pair.Rows.Count), Numbers.Percent(pair.Share));
            }

            string more = analysis.Pairs.Count > MostPairs ? $", the first {MostPairs} of {analysis.Pairs.Count} pairs" : "";
            text.Append(CultureInfo.InvariantCulture, $"\n{style.Bold("Most confused")}{more}\n{pairs.Render()}");
        }

        var classes = new TextTable("lrrrrr")
            .Row(Head("class"), Head("rows"), Head("missed"), Head("missed of rows"), Head("wrongly given"), Head("mean loss"));
        foreach (var row in analysis.Classes)
        {
            classes.Row(
                Name(Label.OfIndex(row.Label)), Numbers.Count(row.Rows), Numbers.Count(row.Missed),
                row.Rows == 0 ? "–" : Numbers.Percent(row.Rate),
                Numbers.Count(row.WronglyPredicted), Numbers.Metric(row.MeanLoss));
        }

        return text.Append(CultureInfo.InvariantCulture, $"\n{style.Bold("Classes")}\n{classes.Render()}").ToString();
    }

    /// <summary>Rows that say almost the same and are labelled differently.</summary>
    public string Duplicates()
    {
        if (errors.Suspects?.NearDuplicates is not { Total: > 0 } found) return "";
        var text = new StringBuilder($"\n{style.Bold("Almost the same, labelled differently")}: {Numbers.Counted(found.Total, "pair")}\n");
        var table = new TextTable("rlll").Row(Head("cosine"), Head("label"), Head("where"), Head("text"));
        var shown = found.Pairs.Take(MostDuplicates)
            .SelectMany(pair => (PredictionRecord[])[errors[pair.First], errors[pair.Second]])
            .ToList();
        int used = 14 + Widest("label", shown.Select(row => Name(row.Label)))
            + Widest("where", shown.Select(row => PlaceCells.Show(row.Source)));
        for (int i = 0; i < shown.Count; i++)
        {
            string cosine = i % 2 == 0 ? found.Pairs[i / 2].Similarity.ToString("0.0000", CultureInfo.InvariantCulture) : "";
            string row = DisplayWidth.Cut(PlainText.Clean(shown[i].Text), Math.Max(NarrowestText, width - used));
            table.Row(cosine, Name(shown[i].Label), new(PlaceCells.Show(shown[i].Source), style.Dim), row);
        }

        return text.Append(table.Render()).ToString();
    }

    private static void Add(TextTable table, bool withSuggested, params ReadOnlySpan<TextTable.Cell> cells)
    {
        if (withSuggested) table.Row(cells);
        else table.Row(cells[0], cells[1], cells[2], cells[4], cells[5]);
    }

    private TextTable.Cell Head(string name) => new(name, style.Bold);

    private string Name(Label label) => label.Kind == LabelKind.None ? "" : LabelCells.Show(label, errors.Run.Labels);

    private static int Widest(string head, IEnumerable<string> texts) => Math.Max(head.Length, texts.Max(DisplayWidth.Measure));
}
