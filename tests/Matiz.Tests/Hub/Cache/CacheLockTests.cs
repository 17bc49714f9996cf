using System.Diagnostics;
using Matiz.Hub;
using Matiz.Hub.Cache;

namespace Matiz.Tests.Hub.Cache;

public sealed class CacheLockTests : IDisposable
{
    private const string Python = "/usr/bin/python3";

    // What filelock does on Linux: open without truncating, flock.
    private const string Holding =
        """
        import fcntl, os, sys
        file = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT, 0o664)
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        print("held", flush=True)
        sys.stdin.read()
        """;

    private readonly TemporaryFolder _folder = new();

    private string Lock => Path.Combine(_folder.Root, ".locks", "models--a", "b.lock");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TryTake_HeldByAnotherThread_IsNull_UntilItIsFreed()
    {
        using (var first = CacheLock.TryTake(Lock))
        {
            Assert.NotNull(first);
            Assert.Null(CacheLock.TryTake(Lock));
        }

        using var second = CacheLock.TryTake(Lock);
        Assert.NotNull(second);
        Assert.Equal(0, new FileInfo(Lock).Length);
    }

    [Fact]
    public async Task TakeAsync_HeldByPython_WaitsUntilItDies()
    {
        Assert.SkipUnless(File.Exists(Python) && !OperatingSystem.IsWindows(), $"{Python} is not here, which holds the lock.");
        CacheLock.TryTake(Lock)!.Dispose();
        using var python = Start(Holding, Lock);
        Assert.Equal("held", await python.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        Assert.Null(CacheLock.TryTake(Lock));

        var waiting = new TaskCompletionSource();
        var taking = CacheLock.TakeAsync(Lock, () => waiting.SetResult(), TestContext.Current.CancellationToken);
        await waiting.Task;
        Assert.False(taking.IsCompleted);
        python.Kill();
        using var taken = await taking.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.NotNull(taken);
    }

    [Fact]
    public async Task TryTake_Held_KeepsPythonOut()
    {
        Assert.SkipUnless(File.Exists(Python) && !OperatingSystem.IsWindows(), $"{Python} is not here, which asks for the lock.");
        using var taken = CacheLock.TryTake(Lock);
        using var python = Start(Holding, Lock);
        await python.WaitForExitAsync(TestContext.Current.CancellationToken);
        string error = await python.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Contains("BlockingIOError", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TakeAsync_ByManyThreads_LetsOneInAtATime()
    {
        int inside = 0, most = 0, count = 0;
        await Parallel.ForAsync(0, 50, new ParallelOptions { MaxDegreeOfParallelism = 50 }, async (_, token) =>
        {
            using var taken = await CacheLock.TakeAsync(Lock, waiting: null, token);
            most = Math.Max(most, Interlocked.Increment(ref inside));
            count++;
            await Task.Yield();
            Interlocked.Decrement(ref inside);
        });
        Assert.Equal((1, 50), (most, count));
    }

    [Fact]
    public async Task TakeAsync_FileRemovedMeanwhile_LocksTheNewOne()
    {
        var first = CacheLock.TryTake(Lock)!;
        var taking = CacheLock.TakeAsync(Lock, waiting: null, TestContext.Current.CancellationToken);
        File.Delete(Lock);
        first.Dispose();
        using var second = await taking.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.True(File.Exists(Lock));
        Assert.Null(CacheLock.TryTake(Lock));
    }

    [Fact]
    public async Task TakeAsync_Cancelled_Ends()
    {
        using var first = CacheLock.TryTake(Lock);
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CacheLock.TakeAsync(Lock, stop.Cancel, stop.Token));
    }

    [Fact]
    public void WithoutSystemLocks_TheFileIsTheLock()
    {
        using (var first = TryMark(out _))
        {
            Assert.NotNull(first);
            Assert.Equal([$"{Environment.ProcessId}", Environment.MachineName], File.ReadAllLines(Lock));
            Assert.Null(TryMark(out var holder));
            Assert.Equal($"process {Environment.ProcessId} on {Environment.MachineName}", holder?.ToString());
        }

        Assert.False(File.Exists(Lock));
    }

    [Theory]
    [InlineData("2147483646\nMACHINE\n")]                       // ended without removing it
    [InlineData("")]                                            // left by the kind of lock that stays behind
    [InlineData("what is this")]
    public void WithoutSystemLocks_LeftByADeadProcess_IsTaken(string left)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Lock)!);
        File.WriteAllText(Lock, left.Replace("MACHINE", Environment.MachineName, StringComparison.Ordinal));
        File.SetLastWriteTimeUtc(Lock, DateTime.UtcNow.AddMinutes(-1));
        using var taken = TryMark(out _);
        Assert.NotNull(taken);
    }

    [Fact]
    public async Task WithoutSystemLocks_HeldOnAnotherMachine_EndsWithAnError()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Lock)!);
        await File.WriteAllTextAsync(Lock, "4711\nada\n", TestContext.Current.CancellationToken);
        var error = await Assert.ThrowsAsync<HubException>(() => CacheLock.TakeAsync(
            Lock, hasSystemLocks: false, TimeSpan.FromMilliseconds(50), waiting: null, TestContext.Current.CancellationToken));
        Assert.Equal(
            $"{Lock}: process 4711 on ada holds this lock for more than 0 s, and this disk has no locks that end with their program. A "
                + "lock "
            + "that is free was expected. Wait for that program, or remove the file if it does not run any more.",
            error.Message);
        Assert.Equal(HubFault.Cache, error.Kind);
    }

    [Fact]
    public void WorksIn_AnOrdinaryFolder_IsTrue_AndLeavesNothing()
    {
        Assert.True(SystemLock.WorksIn(_folder.Root));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Root));
    }

    private CacheLock? TryMark(out MarkerHolder? holder) => CacheLock.TryTake(Lock, hasSystemLocks: false, out holder);

    private static Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(Python)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (string argument in (string[])["-c", program, .. arguments]) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}
