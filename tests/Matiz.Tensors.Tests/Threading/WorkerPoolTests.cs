using Matiz.Tensors.Threading;

namespace Matiz.Tensors.Tests.Threading;

public class WorkerPoolTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public unsafe void Run_ManyTasks_RunsEachOnce(int workers)
    {
        using var pool = new WorkerPool(workers);
        var counts = new int[1000];
        fixed (int* pointer = counts)
        {
            foreach (int tasks in (int[])[0, 1, 2, 7, 1000]) pool.Run(tasks, new CountJob { Counts = pointer });
        }

        Assert.Equal(Enumerable.Range(0, 1000).Select(task => task == 0 ? 4 : task == 1 ? 3 : task < 7 ? 2 : 1), counts);
    }

    [Fact]
    public unsafe void Run_TwoTasksThatWaitForEachOther_RunsThemOnTwoThreads()
    {
        using var pool = new WorkerPool(2);
        for (int round = 0; round < 3; round++)
        {
            int arrived = 0;
            pool.Run(2, new MeetJob { Arrived = &arrived, Expected = 2 });
            Assert.Equal(2, arrived);
        }
    }

    [Fact]
    public unsafe void Run_AfterTheWorkersFellAsleep_WakesThem()
    {
        using var pool = new WorkerPool(3);
        for (int round = 0; round < 5; round++)
        {
            Thread.Sleep(20);
            int arrived = 0;
            pool.Run(3, new MeetJob { Arrived = &arrived, Expected = 3 });
            Assert.Equal(3, arrived);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public unsafe void Run_ATaskThatThrows_ThrowsHereAfterAllOthersRan(int workers)
    {
        using var pool = new WorkerPool(workers);
        var counts = new int[50];
        fixed (int* pointer = counts)
        {
            var job = new ThrowJob { Counts = pointer, ThrowingTask = 20 };
            var error = Assert.Throws<InvalidDataException>(() => pool.Run(50, job));
            Assert.Equal("task 20", error.Message);
            pool.Run(50, job with { ThrowingTask = -1 });
        }

        Assert.All(counts, count => Assert.Equal(2, count));
    }

    [Fact]
    public unsafe void Run_InsideATask_IsRefused()
    {
        using var pool = new WorkerPool(2);
        var handle = System.Runtime.InteropServices.GCHandle.Alloc(pool);
        try
        {
            var job = new NestingJob { Pool = System.Runtime.InteropServices.GCHandle.ToIntPtr(handle) };
            var error = Assert.Throws<InvalidOperationException>(() => pool.Run(4, job));
            Assert.Equal("A task of a worker pool must not run another job on the same pool.", error.Message);
        }
        finally
        {
            handle.Free();
        }
    }

    [Fact]
    public unsafe void Run_AHundredThousandTinyJobs_NeverStops()
    {
        using var pool = new WorkerPool(3);
        int sum = 0;
        for (int round = 0; round < 100_000; round++) pool.Run(2, new AddJob { Sum = &sum });
        Assert.Equal(200_000, sum);
    }

    [Fact]
    public unsafe void Run_FromSeveralThreads_TakesTurns()
    {
        using var pool = new WorkerPool(2);
        var counts = new int[100];
        fixed (int* pointer = counts)
        {
            nint address = (nint)pointer;
            var threads = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
            {
                for (int round = 0; round < 200; round++) pool.Run(100, new CountJob { Counts = (int*)address });
            })).ToList();
            threads.ForEach(thread => thread.Start());
            threads.ForEach(thread => thread.Join());
        }

        Assert.All(counts, count => Assert.Equal(800, count));
    }

    private unsafe struct CountJob : IJob
    {
        public int* Counts;

        public readonly void Execute(int task, int worker) => Interlocked.Increment(ref Counts[task]);
    }

    private unsafe struct AddJob : IJob
    {
        public int* Sum;

        public readonly void Execute(int task, int worker) => Interlocked.Increment(ref *Sum);
    }

    // Ends only if as many threads as expected take part; gives up after ten seconds, so that a failure is a failure and no hang.
    private unsafe struct MeetJob : IJob
    {
        public int* Arrived;
        public int Expected;

        public readonly void Execute(int task, int worker)
        {
            Interlocked.Increment(ref *Arrived);
            long start = Environment.TickCount64;
            while (Volatile.Read(ref *Arrived) < Expected)
            {
                if (Environment.TickCount64 - start > 10_000) throw new TimeoutException("no other worker came");
                Thread.Yield();
            }
        }
    }

    private unsafe struct ThrowJob : IJob
    {
        public int* Counts;
        public int ThrowingTask;

        public readonly void Execute(int task, int worker)
        {
            Interlocked.Increment(ref Counts[task]);
            if (task == ThrowingTask) throw new InvalidDataException($"task {task}");
        }
    }

    private unsafe struct NestingJob : IJob
    {
        public nint Pool;

        public readonly void Execute(int task, int worker)
        {
            int sum = 0;
            ((WorkerPool)System.Runtime.InteropServices.GCHandle.FromIntPtr(Pool).Target!).Run(1, new AddJob { Sum = &sum });
        }
    }
}
