using System.Globalization;
using Matiz.Charts.Drawing;
using Matiz.Data;
using Matiz.Reports.Facts;
using Matiz.Reports.Html;
using Matiz.Training;

namespace Matiz.Reports.Sections;

/// <summary>Writes rows of the table; long texts are shortened so that all rows together keep the page small.</summary>
internal sealed class RowWriter
{
    private const int Budget = 600_000;                         // bytes of all texts together
    private const int LongestText = 1200;                       // of one, about twice of what 128 tokens are
    private const int ShortestText = 120;
    private const int LongestLabel = 96;

    private readonly HtmlWriter _html;
    private readonly ReportFacts _facts;
    private readonly int _room;                                 // bytes of a text as it stands in the page
    private readonly bool _isOneFile;

    public RowWriter(HtmlWriter html, ReportFacts facts, RowSelection listed)
    {
        (_html, _facts) = (html, facts);
        _room = Math.Clamp(Budget / Math.Max(1, listed.Rows.Count), ShortestText, LongestText);
        _isOneFile = listed.Rows.Select(static row => row.Row.Source.File).Distinct(StringComparer.Ordinal).Count() <= 1;
    }

    public void Write(ListedRow listed)
    {
        var (row, words) = (listed.Row, _facts.Words);
        _html.Add($"<tr{new Markup(row.IsWrong && IsClassified ? " class=\"wrong\"" : "")}{Attributes(row)}>");
        _html.Add(
            $"<td data-name=\"{words["plot.loss"]}\"><b>{Figures.Metric(row.Loss)}</b><small>#{Figures.Count(listed.Rank)}</small></td>");
        _html.Add($"<td data-name=\"{words["rows.truth"]}\">{LabelOf(row.Label)}</td>");
        _html.Add($"<td data-name=\"{words["rows.predicted"]}\">{LabelOf(row.Predicted)}{Confidence(row)}{Unanswered(row)}</td>");
        _html.Add($"<td dir=\"auto\">{Shortened(row.Text)}{Pair(row)}</td>");
        _html.Add($"<td>{Place(row)}</td></tr>\n");
    }

    private bool IsClassified => _facts.Task.HasClasses;

    private Markup Attributes(PredictionRecord row)
    {
        string loss = Exact(row.Loss!.Value);
        return _facts.Task.LabelKind switch
        {
            LabelKind.Index => Markup.From(
                $" data-loss=\"{loss}\"{Pair(row.Label.Index, row.Predicted.Index)} "
                    + $"data-confidence=\"{Exact(row.Scores[row.Predicted.Index])}\""),
            LabelKind.Value => Markup.From($" data-loss=\"{loss}\"{Pair(row.Label.Value, row.Predicted.Value)}"),
            _ => Markup.From($" data-loss=\"{loss}\""),
        };
    }

    private static Markup Pair(float truth, float predicted) =>
        Markup.From($" data-truth=\"{Exact(truth)}\" data-predicted=\"{Exact(predicted)}\"");

    private static string Exact(float value) => value.ToString("R", CultureInfo.InvariantCulture);

    private Markup LabelOf(Label label)
    {
        switch (label.Kind)
        {
            case LabelKind.Index:
                return Markup.From($"<bdi>{ShortText.Cut(_facts.Labels!.NameOf(label.Index), LongestLabel)}</bdi>");
            case LabelKind.Indices:
                var names = new List<string>();
                foreach (int index in label.Indices)
                    names.Add(Markup.From($"<bdi>{ShortText.Cut(_facts.Labels!.NameOf(index), LongestLabel)}</bdi>").Value);
                return names.Count == 0 ? Markup.From($"<i>{_facts.Words["rows.noLabel"]}</i>") : new(string.Join(", ", names));
            case LabelKind.Value:
                return Markup.Text(NumberText.Value(label.Value));
            default:
                return Markup.Text(Figures.None);
        }
    }

    private static Markup Confidence(PredictionRecord row) =>
        row.Predicted.Kind == LabelKind.Index ? Markup.From($"<small>{Figures.Percent(row.Scores[row.Predicted.Index])}</small>") : default;

    private Markup Unanswered(PredictionRecord row) =>
        row.IsAnswered ? default : Markup.From($"<small>{_facts.Words["rows.unanswered"]}</small>");

    private Markup Pair(PredictionRecord row) =>
        row.TextPair is { } pair ? Markup.From($"<span class=\"second\" dir=\"auto\">{Shortened(pair)}</span>") : default;

    private Markup Place(PredictionRecord row)
    {
        string file = row.Source.File.Length == 0 ? row.Source.Split : row.Source.File;
        if (_isOneFile) file = file[(file.LastIndexOfAny(['/', '\\']) + 1)..];
        string dropped = row.DroppedTokens > 0 ? _facts.Words.Fill("rows.dropped", ("tokens", Figures.Count(row.DroppedTokens))) : "";
        var id = row.Id is { Length: > 0 } own ? Markup.From($"<small dir=\"auto\">{ShortText.Cut(own, 40)}</small>") : default;
        var cut = dropped.Length > 0 ? Markup.From($"<small>{dropped}</small>") : default;
        return Markup.From($"<span class=\"place\">{ShortText.Cut(file, 60)}:{row.Source.Line}</span>{id}{cut}");
    }

    private Markup Shortened(string text)
    {
        string shown = ShortText.Cut(text, _room);
        return shown.Length == 0 ? Markup.From($"<i>{_facts.Words["rows.emptyText"]}</i>") : Markup.Text(shown);
    }
}
