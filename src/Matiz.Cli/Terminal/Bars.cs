using System.Text;

namespace Matiz.Cli.Terminal;

/// <summary>A score that is shown as a bar.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Score">The share, from 0 to 1.</param>
/// <param name="IsMarked">Whether it stands out.</param>
internal sealed record Bar(string Label, float Score, bool IsMarked);

/// <summary>Scores as bars of blocks, exact to an eighth of a column.</summary>
internal static class Bars
{
    private const int Longest = 40, Shortest = 8, WidestLabel = 40, NarrowestLabel = 6, Beside = 14;
    private const string Eighths = " ▏▎▍▌▋▊▉";

    /// <summary>One line a score, in the given order.</summary>
    /// <param name="scores">One or more.</param>
    /// <param name="width">Columns of the terminal.</param>
    /// <param name="style">Colours.</param>
    public static string Render(IReadOnlyList<Bar> scores, int width, Style style)
    {
        int most = Math.Clamp(width - Beside - Shortest, NarrowestLabel, WidestLabel);
        int widest = 0;
        foreach (var score in scores) widest = Math.Max(widest, DisplayWidth.Measure(PlainText.Clean(score.Label)));
        int label = Math.Min(most, widest);
        int longest = Math.Clamp(width - label - Beside, Shortest, Longest);
        var text = new StringBuilder();
        foreach (var (name, score, isMarked) in scores)
        {
            string shown = DisplayWidth.Cut(PlainText.Clean(name), label);
            string padding = new(' ', label - DisplayWidth.Measure(shown));
            string percent = Numbers.Percent(score).PadLeft(7);
            string bar = Blocks(score, longest);
            text.Append("  ").Append(isMarked ? style.Bold(shown) : shown).Append(padding).Append("  ").Append(
                isMarked ? style.Bold(percent) : percent);
            if (bar.Length > 0) text.Append("  ").Append(isMarked ? style.Green(bar) : style.Blue(bar));
            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>A bar of a share of the longest.</summary>
    public static string Blocks(double share, int longest)
    {
        int eighths = (int)Math.Round(Math.Clamp(share, 0, 1) * longest * 8);
        string bar = new('█', eighths / 8);
        return eighths % 8 == 0 ? bar : bar + Eighths[eighths % 8];
    }
}
