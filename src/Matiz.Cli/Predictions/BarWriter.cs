using Matiz.Cli.Terminal;
using Matiz.Inference;

namespace Matiz.Cli.Predictions;

/// <summary>Answers for people: every label with its share, the highest first.</summary>
internal sealed class BarWriter(TextWriter output, int width, Style style, bool withTexts, double? minScore) : IAnswerWriter
{
    private bool _isFirst = true;

    public void Write(Answer answer)
    {
        if (!_isFirst) output.Write('\n');
        _isFirst = false;
        if (withTexts) output.Write(style.Bold(DisplayWidth.Cut(PlainText.Clean(answer.Row.Text), width)) + "\n");
        if (!answer.Task.HasClasses)
        {
            output.Write("  " + Numbers.Metric(answer.Prediction.Value) + "\n");
            return;
        }

        var (label, labels) = (answer.Prediction.Label, answer.Prediction.Labels);
        bool IsGiven(string name) => labels?.Contains(name, StringComparer.Ordinal) ?? string.Equals(name, label, StringComparison.Ordinal);
        var bars = answer.Scores
            .OrderByDescending(score => score.Score)
            .Select(score => (score.Label, score.Score, IsGiven(score.Label)))
            .ToList();
        output.Write(Bars.Render(bars, width, style));
        if (minScore is { } least && (labels is { Count: 0 } || (labels is null && label is null)))
            output.Write($"  no label reaches {Numbers.Percent(least)}\n");
    }

    public void Flush() => output.Flush();

    public void Dispose()
    {
        // The stream belongs to the caller.
    }
}
