using System.Diagnostics;

namespace Matiz.Peers;

/// <summary>Jobs measured in turns, so that a machine that others use disturbs all of them alike.</summary>
internal static class Turns
{
    // ONNX Runtime's threads spin for a tenth of a second after a run: they would take the cores of the next program.
    private const int LookMs = 20, LongestPauseMs = 1000;
    private const double IdleShare = 0.1;

    /// <summary>The median seconds of each job.</summary>
    /// <param name="jobs">Each was run once before.</param>
    /// <param name="rounds">Turns of each, whose order goes round.</param>
    /// <param name="runs">Runs of a turn; each counts.</param>
    /// <param name="warm">Runs before these, which do not: other programs have used the caches.</param>
    public static double[] Measure(IReadOnlyList<Action> jobs, int rounds, int runs = 1, int warm = 0)
    {
        var seconds = jobs.Select(_ => new List<double>()).ToArray();
        for (int round = 0; round < rounds; round++)
        {
            for (int turn = 0; turn < jobs.Count; turn++)
            {
                int job = (round + turn) % jobs.Count;
                if (jobs.Count > 1) WaitForIdleThreads();
                for (int run = -warm; run < runs; run++)
                {
                    long start = Stopwatch.GetTimestamp();
                    jobs[job]();
                    if (run >= 0) seconds[job].Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
                }
            }
        }

        return [.. seconds.Select(Median)];
    }

    private static void WaitForIdleThreads()
    {
        for (int waited = 0; waited < LongestPauseMs; waited += LookMs)
        {
            var used = Environment.CpuUsage.TotalTime;
            Thread.Sleep(LookMs);
            if ((Environment.CpuUsage.TotalTime - used).TotalMilliseconds < LookMs * IdleShare) return;
        }
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        int middle = values.Count / 2;
        return values.Count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
