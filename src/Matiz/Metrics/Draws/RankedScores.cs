namespace Matiz.Metrics.Draws;

/// <summary>
/// Scores that are sorted once, so that the area under the ROC curve of any draw of their rows costs one pass: what a bootstrap needs.
/// </summary>
internal sealed class RankedScores
{
    private readonly int[] _order;                              // rows, lowest score first
    private readonly bool[] _positive;                          // in that order
    private readonly bool[] _startsGroup;                       // whether the score is greater than the one before

    /// <summary>Sorts the scores of one label.</summary>
    /// <param name="scores">One a row.</param>
    /// <param name="positive">Which rows have the label.</param>
    public RankedScores(ReadOnlySpan<float> scores, ReadOnlySpan<bool> positive)
    {
        float[] sorted = scores.ToArray();
        _order = new int[sorted.Length];
        for (int i = 0; i < _order.Length; i++) _order[i] = i;
        Array.Sort(sorted, _order);
        _positive = new bool[sorted.Length];
        _startsGroup = new bool[sorted.Length];
        for (int i = 0; i < sorted.Length; i++)
        {
            _positive[i] = positive[_order[i]];
            _startsGroup[i] = i > 0 && sorted[i] != sorted[i - 1];
        }
    }

    /// <summary>The area, each row counted as often as it was drawn; NaN where all drawn rows are positive, or none.</summary>
    /// <param name="times">How often each row was drawn.</param>
    public double Area(ReadOnlySpan<int> times)
    {
        long positives = 0, negatives = 0, twicePairs = 0, groupPositives = 0, groupNegatives = 0;
        for (int i = 0; i < _order.Length; i++)
        {
            if (_startsGroup[i])
            {
                twicePairs += groupPositives * ((2 * negatives) + groupNegatives);
                positives += groupPositives;
                negatives += groupNegatives;
                groupPositives = groupNegatives = 0;
            }

            if (_positive[i]) groupPositives += times[_order[i]];
            else groupNegatives += times[_order[i]];
        }

        twicePairs += groupPositives * ((2 * negatives) + groupNegatives);
        positives += groupPositives;
        negatives += groupNegatives;
        return positives == 0 || negatives == 0 ? double.NaN : twicePairs / (2.0 * positives * negatives);
    }
}
