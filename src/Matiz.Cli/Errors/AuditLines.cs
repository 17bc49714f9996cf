using System.Globalization;
using Matiz.Data;
using Matiz.Data.Corrections;

namespace Matiz.Cli.Errors;

/// <summary>What was changed in a file of rows, when and why: one JSON object a line.</summary>
internal static class AuditLines
{
    /// <summary>The lines, each with its end.</summary>
    /// <param name="applied">What was done.</param>
    /// <param name="review">The review's name.</param>
    /// <param name="labels">The classes; null for regression.</param>
    /// <param name="when">When it was done.</param>
    public static IEnumerable<string> ForCorrections(
        IReadOnlyList<AppliedCorrection> applied, string review, ClassLabel? labels, DateTimeOffset when)
    {
        using var lines = Json.Lines();
        foreach (var change in applied)
        {
            yield return lines.Line(json =>
            {
                var row = change.Row;
                json.WriteStartObject();
                json.WriteStartObject("row");
                json.WriteString("split", change.Review.Source.Split);
                json.WriteString("file", row.Source.File);
                json.WriteNumber("line", row.Source.Line);
                json.WriteString("id", row.Id);
                json.WriteString("text", row.Text);
                json.WriteEndObject();
                json.WriteString("action", change.Review.Action.Trim());
                json.WritePropertyName("old");
                row.Label.WriteTo(json, labels);
                json.WritePropertyName("new");
                (change.NewLabel ?? Label.None).WriteTo(json, labels);
                json.WriteString("when", when.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture));
                json.WriteString("why", WhyOf(change.Review, review));
                json.WriteEndObject();
            });
        }
    }

    private static string WhyOf(ReviewRow row, string review)
    {
        string why = $"reviewed in {review}:{row.ReviewLine.ToString(CultureInfo.InvariantCulture)}";
        if (row.Predicted.Length > 0) why += $"; predicted {row.Predicted}";
        if (row.Loss is { } loss) why += string.Create(CultureInfo.InvariantCulture, $" with loss {loss:0.####}");
        return row.Suggested.Length > 0 ? why + $"; suggested {row.Suggested}" : why;
    }
}
