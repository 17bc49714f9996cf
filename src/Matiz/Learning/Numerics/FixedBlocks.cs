using System.Runtime.InteropServices;
using Matiz.Tensors;
using Matiz.Tensors.Threading;

namespace Matiz.Learning.Numerics;

/// <summary>
/// Work cut by size, never by the number of threads: task i always has the same rows and writes to memory of its own, so that sums
/// added in the order of the tasks have the same bits on any machine.
/// </summary>
internal static class FixedBlocks
{
    /// <summary>Runs tasks 0 … count-1, in any order, and returns when all are done. A task that cuts its own work does it alone.</summary>
    /// <param name="count">Tasks.</param>
    /// <param name="threads">At most so many at a time; null: as many as there are cores.</param>
    /// <param name="task">Must not touch what another task writes.</param>
    /// <param name="cancellation">Looked at before each task.</param>
    public static void Run(int count, int? threads, Action<int> task, CancellationToken cancellation = default)
    {
        if (count <= 1 || threads == 1 || WorkerPool.IsWorking)
        {
            for (int i = 0; i < count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                task(i);
            }

            return;
        }

        var work = GCHandle.Alloc(new Work(task, cancellation));
        try
        {
            WorkerPool.Shared(Math.Min(threads ?? Environment.ProcessorCount, Device.MostThreads)).Run(count, new BlockJob(work));
        }
        finally
        {
            work.Free();
        }

        cancellation.ThrowIfCancellationRequested();
    }

    private sealed record Work(Action<int> Task, CancellationToken Cancellation);

    // Jobs hold no references: what they run is behind a handle.
    private readonly struct BlockJob(GCHandle work) : IJob
    {
        private readonly GCHandle _work = work;

        public void Execute(int task, int worker)
        {
            var (run, cancellation) = (Work)_work.Target!;
            if (!cancellation.IsCancellationRequested) run(task);
        }
    }
}
