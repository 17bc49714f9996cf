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
        output.Write(Bars.Render(HighestFirst(answer.Scores, IsGiven), width, style));
        if (minScore is { } least && (labels is { Count: 0 } || (labels is null && label is null)))
            output.Write($"  no label reaches {Numbers.Percent(least)}\n");
    }

    // Of equal scores the earlier label comes first.
    private static List<Bar> HighestFirst(IReadOnlyList<LabelScore> scores, Func<string, bool> isGiven)
    {
        var bars = new List<Bar>(scores.Count);
        for (int i = 0; i < scores.Count; i++)
        {
            var (label, score) = scores[i];
            int place = bars.Count;
            while (place > 0 && bars[place - 1].Score < score) place--;
            bars.Insert(place, new Bar(label, score, isGiven(label)));
        }

        return bars;
    }

    public void Flush() => output.Flush();

    public void Dispose()
    {
        // The stream belongs to the caller.
    }
}
