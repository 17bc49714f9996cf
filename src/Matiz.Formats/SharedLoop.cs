using System.Runtime.ExceptionServices;

namespace Matiz.Formats;

/// <summary>
/// A loop that the threads of the process share. It does what <c>Parallel.For</c> does, whose generic methods are compiled when they are
/// first called, ten milliseconds that a start of the program would show; and it throws what the body threw, as it is.
/// </summary>
internal static class SharedLoop
{
    /// <summary>Calls the body for each index from 0, on all cores, the caller's among them; returns when all have ended.</summary>
    /// <param name="count">How many indices.</param>
    /// <param name="body">What is done; after a first exception no more of it begins.</param>
    public static void Run(int count, Action<int> body)
    {
        int helpers = Math.Min(count, Environment.ProcessorCount) - 1;
        if (helpers <= 0)
        {
            for (int i = 0; i < count; i++) body(i);
            return;
        }

        var loop = new Loop(count, body);
        for (int i = 0; i < helpers; i++) ThreadPool.UnsafeQueueUserWorkItem(loop, preferLocal: false);
        loop.Execute();
        loop.Wait();
    }

    // Indices that have ended are waited for, not helpers: one that gets no thread in time has taken none.
    private sealed class Loop(int count, Action<int> body) : IThreadPoolWorkItem
    {
        private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _next = -1;
        private int _ended;
        private volatile ExceptionDispatchInfo? _failure;

        public void Execute()
        {
            for (int index; (index = Interlocked.Increment(ref _next)) < count;)
            {
                try
                {
                    if (_failure is null) body(index);
                }
                catch (Exception exception)
                {
                    _failure = ExceptionDispatchInfo.Capture(exception);
                }

                if (Interlocked.Increment(ref _ended) == count) _all.SetResult();
            }
        }

        public void Wait()
        {
            _all.Task.GetAwaiter().GetResult();
            _failure?.Throw();
        }
    }
}
