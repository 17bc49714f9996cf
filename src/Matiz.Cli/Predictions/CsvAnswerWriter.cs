using Matiz.Data;
using Matiz.Data.Csv;
using Matiz.Inference;
using Matiz.Tasks;

namespace Matiz.Cli.Predictions;

/// <summary>
/// Answers as a table: <c>id, text, text_pair</c>, the columns of the task (<c>label, label_index, score</c>; <c>labels</c>;
/// <c>value</c>), a column <c>score.NAME</c> for each label, <c>token_count, dropped_tokens</c>.
/// </summary>
internal sealed class CsvAnswerWriter : IAnswerWriter
{
    private readonly CsvRowWriter _csv;
    private readonly TextTask _task;
    private readonly int _scores;

    public CsvAnswerWriter(Stream stream, char separator, TextTask task, ClassLabel labels)
    {
        var scores = task.ScoreColumns(labels);
        (_task, _scores) = (task, scores.Count);
        _csv = new CsvRowWriter(
            stream,
            [
                "id", "text", "text_pair", .. task.AnswerColumns, .. scores.Select(static label => "score." + label), "token_count",
                "dropped_tokens",
            ],
            leaveOpen: true,
            separator);
    }

    public void Write(Answer answer)
    {
        var (row, prediction) = (answer.Row, answer.Prediction);
        _csv.Field(row.Id).Field(row.Text).Field(row.TextPair);
        _task.WriteAnswer(_csv, answer.Content);
        for (int label = 0; label < _scores; label++)
        {
            if (answer.Content.Shows(label)) _csv.Field(answer.Content.Scores[label]);
            else _csv.Field(null);
        }

        _csv.Field(prediction.TokenCount).Field(prediction.DroppedTokens).EndRow();
    }

    public void Flush() => _csv.Flush();

    public void Dispose() => _csv.Dispose();
}
