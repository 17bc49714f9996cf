using System.Globalization;
using Matiz.Charts;
using Matiz.Inference;

namespace Matiz.Cli.Predictions;

/// <summary>The picture of <c>--plot</c>: a chart of bars for each text, one below the other, in one file.</summary>
internal sealed class ScorePlot(string path, int? topK)
{
    /// <summary>The most texts of a picture.</summary>
    public const int MostTexts = StackedPlot.MaximumCharts;

    private readonly List<Plot> _charts = [];

    /// <summary>What is said when there are more texts.</summary>
    public static UsageException TooMany() => new(string.Create(
        CultureInfo.InvariantCulture,
        $"--plot: there are more than {MostTexts} texts, which no picture shows well. At most {MostTexts} were expected. "
        + $"Give fewer, or leave --plot out."));

    /// <summary>A writer that draws what another writes.</summary>
    public IAnswerWriter Beside(IAnswerWriter writer) => new DrawingWriter(writer, this);

    /// <summary>Writes the picture, whole or not at all.</summary>
    public void Save(Notes notes)
    {
        if (_charts.Count == 0)
        {
            notes.Warn($"there was no text, so {path} was not written.");
            return;
        }

        (_charts.Count == 1 ? _charts[0] : new StackedPlot(_charts)).Save(path);
        notes.Say($"the scores are drawn in {path}.");
    }

    private void Add(Answer answer)
    {
        if (_charts.Count == MostTexts) throw TooMany();
        var scores = answer.Prediction.Scores;
        string[] labels = [.. scores.Select(score => score.Label)];
        double[] shares = [.. scores.Select(score => Math.Clamp((double)score.Score, 0, 1))];
        var options = new ScoreBarPlotOptions { Title = Shown(answer.Row.Text), Order = ScoreOrder.Score };
        if (topK is { } most) options = options with { MaximumBars = Math.Min(most, 500) };
        _charts.Add(new ScoreBarPlot(labels, shares, options));
    }

    private static string Shown(string text) => string.IsNullOrWhiteSpace(text) ? "–" : text;

    private sealed class DrawingWriter(IAnswerWriter writer, ScorePlot plot) : IAnswerWriter
    {
        public void Write(Answer answer)
        {
            plot.Add(answer);
            writer.Write(answer);
        }

        public void Flush() => writer.Flush();

        public void Dispose() => writer.Dispose();
    }
}
