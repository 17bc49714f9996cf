using System.Text.Json;
using Matiz.Data;
using Matiz.Data.Csv;

namespace Matiz.Tasks;

/// <summary>What is to be written about one text.</summary>
/// <param name="Decision">What was decided.</param>
/// <param name="Scores">One a label.</param>
/// <param name="Labels">The labels of the model.</param>
/// <param name="Shown">The labels whose scores are shown, ascending; null: all.</param>
public sealed record TaskAnswer(Decision Decision, IReadOnlyList<float> Scores, ClassLabel Labels, IReadOnlyList<int>? Shown = null)
{
    /// <summary>Whether the score of a label is shown.</summary>
    public bool Shows(int label) => Shown?.Contains(label) ?? true;
}

/// <content>How answers are written.</content>
public abstract partial class TextTask
{
    /// <summary>The columns of an answer in a table, those of the scores left out.</summary>
    public abstract IReadOnlyList<string> AnswerColumns { get; }

    /// <summary>The keys and values of an answer, into a JSON object that is begun.</summary>
    public abstract void WriteAnswer(Utf8JsonWriter json, TaskAnswer answer);

    /// <summary>The fields of <see cref="AnswerColumns"/>.</summary>
    public abstract void WriteAnswer(CsvRowWriter csv, TaskAnswer answer);

    /// <summary>The names of the labels that have a column of scores each. Default all labels, where there are classes.</summary>
    public virtual IReadOnlyList<string> ScoreColumns(ClassLabel labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return HasClasses ? labels.DistinctNames : [];
    }

    /// <summary>The key <c>scores</c>: the shown scores by the names of their labels.</summary>
    protected static void WriteScores(Utf8JsonWriter json, TaskAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(answer);
        var names = answer.Labels.DistinctNames;
        json.WriteStartObject("scores");
        for (int label = 0; label < answer.Scores.Count; label++)
        {
            if (answer.Shows(label)) json.WriteNumber(names[label], answer.Scores[label]);
        }

        json.WriteEndObject();
    }
}
