namespace Matiz.Learning;

/// <summary>The two ways in which confident learning takes as many rows as the joint counts.</summary>
internal sealed class LabelPruning
{
    private const int LeastRows = 1;                            // of each label that are left
    private readonly int[] _labels;
    private readonly ProbabilityMatrix _probabilities;
    private readonly ConfidentJoint _joint;
    private readonly int[] _counts;                             // [true class, given label]: rows to take; the diagonal stays
    private readonly int[][] _rowsOf;                           // by given label

    public LabelPruning(int[] labels, ProbabilityMatrix probabilities, ConfidentJoint joint)
    {
        (_labels, _probabilities, _joint) = (labels, probabilities, joint);
        _counts = LeavingSome(joint);
        _rowsOf = new int[joint.Classes][];
        for (int k = 0; k < joint.Classes; k++) _rowsOf[k] = [.. Enumerable.Range(0, labels.Length).Where(row => labels[row] == k)];
    }

    /// <summary>For each label the rows with a lower probability of it than the one that stays.</summary>
    public bool[] ByClass()
    {
        var taken = new bool[_labels.Length];
        for (int k = 0; k < _joint.Classes; k++)
        {
            int label = k;
            if (_rowsOf[label].Length <= LeastRows) continue;
            int wrong = _joint.LabelCounts[label] - _counts[(label * _joint.Classes) + label];
            var sorted = _rowsOf[label].Select(row => _probabilities[row][label]).Order().ToArray();
            if (wrong >= sorted.Length) wrong = sorted.Length - 1;
            foreach (int row in _rowsOf[label])
            {
                if (_probabilities[row][label] < sorted[wrong]) taken[row] = true;
            }
        }

        return taken;
    }

    /// <summary>For each label and each other class, the rows whose margin in favour of the other is greatest.</summary>
    public bool[] ByNoiseRate()
    {
        var taken = new bool[_labels.Length];
        for (int k = 0; k < _joint.Classes; k++)
        {
            int label = k;
            if (_rowsOf[label].Length <= LeastRows) continue;
            for (int truth = 0; truth < _joint.Classes; truth++)
            {
                int wrong = Math.Min(_counts[(truth * _joint.Classes) + label], _rowsOf[label].Length);
                if (truth == label || wrong <= 0) continue;
                int other = truth;
                var margins = Array.ConvertAll(_rowsOf[label], row => _probabilities[row][other] - _probabilities[row][label]);
                double cut = margins.OrderDescending().ElementAt(wrong - 1);
                for (int i = 0; i < margins.Length; i++)
                {
                    if (margins[i] >= cut) taken[_rowsOf[label][i]] = true;
                }
            }
        }

        return taken;
    }

    // The joint, turned over; where fewer rows than the least would stay with a label, the others give evenly.
    private static int[] LeavingSome(ConfidentJoint joint)
    {
        int classes = joint.Classes;
        var counts = new double[classes * classes];
        for (int given = 0; given < classes; given++)
        {
            int own = joint.Counts[(given * classes) + given], added = Math.Max(0, LeastRows - own);
            int others = joint.Counts.AsSpan(given * classes, classes).ToArray().Count(static count => count != 0) - 1;
            for (int truth = 0; truth < classes; truth++)
            {
                counts[(truth * classes) + given] = truth == given
                    ? own + added
                    : Math.Max(0, joint.Counts[(given * classes) + truth] - (added / (double)Math.Max(1, others)));
            }
        }

        var result = new int[counts.Length];
        for (int truth = 0; truth < classes; truth++)
            ConfidentJoint.RoundKeepingSum(counts.AsSpan(truth * classes, classes)).CopyTo(result, truth * classes);
        return result;
    }
}
