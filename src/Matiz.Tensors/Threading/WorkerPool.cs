using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Matiz.Tensors.Threading;

/// <summary>
/// A fixed set of threads that share the tasks of one job at a time; the caller is worker 0. Workers spin for a short while
/// after a job, since a forward pass forks some forty times, then sleep. A job ends with its last task: a worker that is still
/// asleep, or that the system gave no core, is not waited for unless it has taken a task.
/// </summary>
internal sealed unsafe class WorkerPool : IDisposable
{
    // Above any number of tasks: says that the next job is being written down.
    private const uint Closed = uint.MaxValue;

    private static readonly long SpinTicks = Stopwatch.Frequency / 10_000; // 100 microseconds

    private static readonly Lock SharedPoolsLock = new();
    private static readonly Dictionary<int, WorkerPool> SharedPools = [];

    private readonly Lock _oneJobAtATime = new();
    private readonly SemaphoreSlim _wake = new(0);
    private delegate*<void*, int, int, void> _body;
    private void* _job;
    private int _taskCount;
    private PaddedLong _ticket;      // the job's generation above, the number of its next task in the lower 32 bits
    private PaddedLong _unfinished;  // tasks
    private PaddedLong _asleep;      // workers
    private ExceptionDispatchInfo? _failure;
    private volatile bool _stopping;

    public WorkerPool(int workers)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(workers);
        Workers = workers;
        for (int worker = 1; worker < workers; worker++)
        {
            int number = worker;
            new Thread(() => Loop(number)) { IsBackground = true, Name = $"matiz worker {number}" }.Start();
        }
    }

    /// <summary>True within a task: no other job may be run there.</summary>
    public static bool IsWorking => Running is not null;

    /// <summary>Threads that share a job, the caller included.</summary>
    public int Workers { get; }

    [field: ThreadStatic]
    private static WorkerPool? Running { get; set; }

    /// <summary>The threads of work outside of any device, such as linear models: started when first asked for, and never ended.</summary>
    public static WorkerPool Shared(int workers)
    {
        lock (SharedPoolsLock)
        {
            if (!SharedPools.TryGetValue(workers, out var pool)) SharedPools.Add(workers, pool = new WorkerPool(workers));
            return pool;
        }
    }

    /// <summary>
    /// Runs every task of <paramref name="job"/> and returns when all are done, with all they wrote visible. Each task runs even
    /// when one throws; the first exception is thrown again here. Callers on several threads take turns.
    /// </summary>
    /// <exception cref="InvalidOperationException">Called from a task of this pool: jobs do not nest.</exception>
    public void Run<TJob>(int taskCount, TJob job)
        where TJob : unmanaged, IJob
    {
        if (Running == this) throw new InvalidOperationException("A task of a worker pool must not run another job on the same pool.");
        lock (_oneJobAtATime)
        {
            var outer = Running;
            Running = this;
            try
            {
                if (taskCount > 0) RunTasks(taskCount, &Invoke<TJob>, &job);
            }
            finally
            {
                Running = outer;
            }
        }
    }

    public void Dispose()
    {
        lock (_oneJobAtATime)
        {
            _stopping = true;
            if (Workers > 1) _wake.Release(Workers - 1);
        }
    }

    private static void Invoke<TJob>(void* job, int task, int worker)
        where TJob : unmanaged, IJob => Unsafe.AsRef<TJob>(job).Execute(task, worker);

    private void RunTasks(int taskCount, delegate*<void*, int, int, void> body, void* job)
    {
        _failure = null;
        Publish(taskCount, body, job);
        if (taskCount > 1 && Workers > 1) WakeSleepers();
        Work(worker: 0);
        var spinner = new SpinWait();
        while (Volatile.Read(ref _unfinished.Value) != 0) spinner.SpinOnce(sleep1Threshold: -1);
        _failure?.Throw();
    }

    // Generations go up by two: an odd one is closed while the job is written down, so that a worker that was late for the job
    // before can neither take a task by what it read then nor mix the two jobs.
    private void Publish(int taskCount, delegate*<void*, int, int, void> body, void* job)
    {
        uint generation = (uint)(_ticket.Value >>> 32);
        Interlocked.Exchange(ref _ticket.Value, Ticket(generation + 1, Closed));
        _body = body;
        _job = job;
        Volatile.Write(ref _taskCount, taskCount);
        Volatile.Write(ref _unfinished.Value, taskCount);
        Interlocked.Exchange(ref _ticket.Value, Ticket(generation + 2, 0));
    }

    private void WakeSleepers()
    {
        if (Volatile.Read(ref _asleep.Value) == 0) return;
        int asleep = (int)Interlocked.Exchange(ref _asleep.Value, 0);
        if (asleep > 0) _wake.Release(asleep);
    }

    // Takes tasks of the current job until none is left; returns the generation that has none left.
    private uint Work(int worker)
    {
        int done = 0;
        while (true)
        {
            long ticket = Volatile.Read(ref _ticket.Value);
            uint task = (uint)ticket;
            if (task >= (uint)Volatile.Read(ref _taskCount))
            {
                if (done > 0) Interlocked.Add(ref _unfinished.Value, -done);
                return (uint)(ticket >>> 32);
            }

            if (Interlocked.CompareExchange(ref _ticket.Value, ticket + 1, ticket) != ticket) continue;
            try
            {
                _body(_job, (int)task, worker);
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), comparand: null);
            }

            done++;
        }
    }

    private void Loop(int worker)
    {
        Running = this;
        uint finished = 0;
        while (WaitForJob(finished)) finished = Work(worker);
    }

    // Returns when there is another job than the finished one; false: the pool ends.
    private bool WaitForJob(uint finished)
    {
        while (true)
        {
            long until = Stopwatch.GetTimestamp() + SpinTicks;
            do
            {
                if (_stopping) return false;
                if (Generation != finished) return true;
                Thread.SpinWait(2);
            }
            while (Stopwatch.GetTimestamp() < until);

            Interlocked.Increment(ref _asleep.Value);
            if (Generation == finished && !_stopping)
            {
                _wake.Wait();
            }
            else if (!TryLeaveSleepers())
            {
                _wake.Wait(); // the publisher has already counted this thread: take its permit
            }
        }
    }

    private uint Generation => (uint)(Volatile.Read(ref _ticket.Value) >>> 32);

    // True when this thread took itself off the sleepers before the publisher did.
    private bool TryLeaveSleepers()
    {
        while (true)
        {
            long asleep = Volatile.Read(ref _asleep.Value);
            if (asleep == 0) return false;
            if (Interlocked.CompareExchange(ref _asleep.Value, asleep - 1, asleep) == asleep) return true;
        }
    }

    private static long Ticket(uint generation, uint task) => ((long)generation << 32) | task;

    // A counter on cache lines of its own.
    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit, Size = 128)]
    private struct PaddedLong
    {
        [System.Runtime.InteropServices.FieldOffset(64)]
        public long Value;
    }
}
