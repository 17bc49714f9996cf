namespace Matiz.Learning.Numerics;

/// <summary>
/// Work cut by size, never by the number of threads: task i always has the same rows and writes to memory of its own, so that sums
/// added in the order of the tasks have the same bits on any machine.
/// </summary>
internal static class FixedBlocks
{
    /// <summary>Runs tasks 0 … count-1, in any order, and returns when all are done.</summary>
    /// <param name="count">Tasks.</param>
    /// <param name="threads">At most so many at a time; null: as many as there are cores.</param>
    /// <param name="task">Must not touch what another task writes.</param>
    /// <param name="cancellation">Looked at before each task.</param>
    public static void Run(int count, int? threads, Action<int> task, CancellationToken cancellation = default)
    {
        if (count == 1 || threads == 1)
        {
            for (int i = 0; i < count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                task(i);
            }

            return;
        }

        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads ?? Environment.ProcessorCount, CancellationToken = cancellation }, task);
    }
}
