using System.Diagnostics;
using System.Runtime.CompilerServices;
using Matiz.Tensors.Memory;

namespace Matiz.Tensors.Threading;

/// <summary>
/// A fixed set of threads that share the tasks of one job at a time; the caller is worker 0. Workers spin for a short while
/// after a job, since a forward pass forks some forty times, then sleep.
/// </summary>
internal sealed unsafe class WorkerPool : IDisposable
{
    private static readonly long SpinTicks = Stopwatch.Frequency / 10_000; // 100 microseconds

    private readonly Lock _oneJobAtATime = new();
    private readonly NativeBuffer?[] _scratch;
    private readonly SemaphoreSlim _wake = new(0);
    private delegate*<void*, int, int, void> _body;
    private void* _job;
    private int _taskCount;
    private PaddedInt _next;
    private PaddedInt _generation;
    private PaddedInt _working;
    private PaddedInt _asleep;
    private Exception? _failure;
    private volatile bool _stopping;

    public WorkerPool(int workers)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(workers);
        Workers = workers;
        _scratch = new NativeBuffer?[workers];
        for (int worker = 1; worker < workers; worker++)
        {
            int number = worker;
            new Thread(() => Loop(number)) { IsBackground = true, Name = $"matiz worker {number}" }.Start();
        }
    }

    /// <summary>Threads that share a job, the caller included.</summary>
    public int Workers { get; }

    /// <summary>Runs every task of <paramref name="job"/> and returns when all are done; the first exception is thrown again here.</summary>
    public void Run<TJob>(int taskCount, TJob job)
        where TJob : unmanaged, IJob
    {
        lock (_oneJobAtATime)
        {
            if (Workers == 1 || taskCount <= 1)
            {
                for (int task = 0; task < taskCount; task++) job.Execute(task, worker: 0);
                return;
            }

            Publish(taskCount, &Invoke<TJob>, &job);
            Work(worker: 0);
            var spinner = new SpinWait();
            while (Volatile.Read(ref _working.Value) != 0) spinner.SpinOnce(sleep1Threshold: -1);
            if (_failure is { } failure) throw new AggregateException(failure);
        }
    }

    /// <summary>Memory of worker <paramref name="worker"/> that lasts until its next request for scratch; content unspecified.</summary>
    public byte* Scratch(int worker, long bytes)
    {
        ref var buffer = ref _scratch[worker];
        if (buffer is null || buffer.Bytes < bytes)
        {
            buffer?.Dispose();
            buffer = new NativeBuffer(bytes + (bytes / 4));
        }

        return buffer.Pointer;
    }

    public void Dispose()
    {
        _stopping = true;
        if (Workers > 1) _wake.Release(Workers - 1);
        foreach (var buffer in _scratch) buffer?.Dispose();
    }

    private static void Invoke<TJob>(void* job, int task, int worker)
        where TJob : unmanaged, IJob => Unsafe.AsRef<TJob>(job).Execute(task, worker);

    private void Publish(int taskCount, delegate*<void*, int, int, void> body, void* job)
    {
        _failure = null;
        _body = body;
        _job = job;
        _taskCount = taskCount;
        Volatile.Write(ref _next.Value, 0);
        Volatile.Write(ref _working.Value, Workers - 1);
        Interlocked.Increment(ref _generation.Value);
        int asleep = Interlocked.Exchange(ref _asleep.Value, 0);
        if (asleep > 0) _wake.Release(asleep);
    }

    private void Work(int worker)
    {
        try
        {
            for (int task; (task = Interlocked.Increment(ref _next.Value) - 1) < _taskCount;) _body(_job, task, worker);
        }
        catch (Exception exception) when (exception is not ThreadInterruptedException)
        {
            Interlocked.CompareExchange(ref _failure, exception, comparand: null);
        }
    }

    private void Loop(int worker)
    {
        int seen = 0;
        while (true)
        {
            if (!WaitForJob(ref seen)) return;
            Work(worker);
            Interlocked.Decrement(ref _working.Value);
        }
    }

    private bool WaitForJob(ref int seen)
    {
        while (true)
        {
            long until = Stopwatch.GetTimestamp() + SpinTicks;
            do
            {
                if (_stopping) return false;
                if (Volatile.Read(ref _generation.Value) != seen)
                {
                    seen++;
                    return true;
                }

                Thread.SpinWait(8);
            }
            while (Stopwatch.GetTimestamp() < until);

            Interlocked.Increment(ref _asleep.Value);
            if (Volatile.Read(ref _generation.Value) == seen)
            {
                _wake.Wait();
            }
            else if (!TryLeaveSleepers())
            {
                _wake.Wait(); // the publisher has already counted this thread: take its permit
            }
        }
    }

    // True when this thread took itself off the sleepers before the publisher did.
    private bool TryLeaveSleepers()
    {
        while (true)
        {
            int asleep = Volatile.Read(ref _asleep.Value);
            if (asleep == 0) return false;
            if (Interlocked.CompareExchange(ref _asleep.Value, asleep - 1, asleep) == asleep) return true;
        }
    }

    // A counter on cache lines of its own.
    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit, Size = 128)]
    private struct PaddedInt
    {
        [System.Runtime.InteropServices.FieldOffset(64)]
        public int Value;
    }
}
