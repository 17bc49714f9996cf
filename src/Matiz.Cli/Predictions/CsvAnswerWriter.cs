using Matiz.Data;
using Matiz.Data.Corrections;
using Matiz.Data.Csv;
using Matiz.Inference;

namespace Matiz.Cli.Predictions;

/// <summary>
/// Answers as a table: <c>id, text, text_pair, label, label_index, score</c> (multi-label: <c>labels</c>, divided by commas, or a JSON array where a name would be torn by that;
/// regression: <c>value</c>), a column <c>score.NAME</c> for each label, <c>token_count, dropped_tokens</c>.
/// </summary>
internal sealed class CsvAnswerWriter : IAnswerWriter
{
    private readonly CsvRowWriter _csv;
    private readonly ProblemType _problemType;
    private readonly IReadOnlyList<string> _labels;

    public CsvAnswerWriter(Stream stream, char separator, ProblemType problemType, IReadOnlyList<string> labels)
    {
        (_problemType, _labels) = (problemType, problemType == ProblemType.Regression ? [] : labels);
        string[] answer = problemType.LabelKind switch
        {
            LabelKind.Value => ["value"],
            LabelKind.Indices => ["labels"],
            _ => ["label", "label_index", "score"],
        };
        _csv = new CsvRowWriter(
            stream,
            ["id", "text", "text_pair", .. answer, .. _labels.Select(label => "score." + label), "token_count", "dropped_tokens"],
            leaveOpen: true,
            separator);
    }

    public void Write(Answer answer)
    {
        var (row, prediction) = (answer.Row, answer.Prediction);
        _csv.Field(row.Id).Field(row.Text).Field(row.TextPair);
        switch (_problemType.LabelKind)
        {
            case LabelKind.Value:
                _csv.Field(prediction.Value!.Value);
                break;
            case LabelKind.Indices:
                _csv.Field(LabelText.OfSeveral(prediction.Labels!));
                break;
            default:
                _csv.Field(prediction.Label);
                if (prediction.LabelIndex is { } index) _csv.Field(index);
                else _csv.Field(null);
                _csv.Field(prediction.Score!.Value);
                break;
        }

        int shown = 0;
        foreach (string label in _labels)
        {
            if (shown < answer.Scores.Count && string.Equals(answer.Scores[shown].Label, label, StringComparison.Ordinal)) _csv.Field(answer.Scores[shown++].Score);
            else _csv.Field(null);
        }

        _csv.Field(prediction.TokenCount).Field(prediction.DroppedTokens).EndRow();
    }

    public void Flush() => _csv.Flush();

    public void Dispose() => _csv.Dispose();
}
