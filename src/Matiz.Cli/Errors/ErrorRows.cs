using Matiz.Data;
using Matiz.Data.Corrections;
using Matiz.Runs;
using Matiz.Training;

namespace Matiz.Cli.Errors;

/// <summary>The rows of a run that are worth a look, and the labels that they should perhaps have.</summary>
/// <param name="run">The run.</param>
/// <param name="rows">Every row of the split.</param>
/// <param name="suspects">What confident learning says of the rows, in their order; null where it says nothing.</param>
internal sealed class ErrorRows(RunRecord run, IReadOnlyList<PredictionRecord> rows, LabelSuspects? suspects)
{
    private readonly Dictionary<PredictionRecord, int> _places = Places(rows);

    public RunRecord Run { get; } = run;

    public LabelSuspects? Suspects { get; } = suspects;

    public ErrorAnalysis Analysis { get; } = ErrorAnalysis.Compute(rows, run.Labels);

    /// <summary>A row by its place in the split.</summary>
    public PredictionRecord this[int place] => rows[place];

    /// <summary>The suspects, worst first.</summary>
    public IReadOnlyList<PredictionRecord> Suspected => Suspects is null ? [] : [.. Suspects.Issues.Select(issue => rows[issue.Row])];

    /// <summary>The label that a row should perhaps have; <see cref="Label.None"/> for one that is no suspect.</summary>
    public Label SuggestedFor(PredictionRecord row) =>
        Suspects?.SuggestedFor(_places[row]) is { } index ? Label.OfIndex(index) : Label.None;

    /// <summary>A row for a person to decide on.</summary>
    public ReviewRow ReviewOf(PredictionRecord row) => new()
    {
        Source = row.Source,
        Id = row.Id,
        Text = row.Text,
        Label = row.Label.ToText(Run.Labels),
        Predicted = row.Given.ToText(Run.Labels),
        Loss = row.Loss,
        Suggested = SuggestedFor(row).ToText(Run.Labels),
    };

    // Two rows may say the same; they are told apart by themselves.
    private static Dictionary<PredictionRecord, int> Places(IReadOnlyList<PredictionRecord> rows)
    {
        var places = new Dictionary<PredictionRecord, int>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < rows.Count; i++) places.Add(rows[i], i);
        return places;
    }
}
