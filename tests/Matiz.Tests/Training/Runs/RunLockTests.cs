using System.Globalization;
using Matiz.Training;

namespace Matiz.Tests.Training.Runs;

public sealed class RunLockTests
{
    [Fact]
    public void Take_MakesTheFolder_AndLeavesNothing()
    {
        using var folder = new TemporaryFolder();

        using (var held = RunLock.Take(folder["a/b"]))
        {
            Assert.Equal(folder["a/b"], held.Folder);
            Assert.Equal(["run.lock"], Directory.GetFileSystemEntries(folder["a/b"]).Select(Path.GetFileName));
        }

        Assert.False(Directory.Exists(folder["a"]));
    }

    [Fact]
    public void Take_FolderWithFiles_KeepsThem()
    {
        using var folder = new TemporaryFolder();

        using (RunLock.Take(folder["run"])) File.WriteAllText(folder["run/notes.txt"], "mine");

        Assert.Equal(["notes.txt"], Directory.GetFileSystemEntries(folder["run"]).Select(Path.GetFileName));
    }

    [Fact]
    public void Take_LockThatIsALink_IsRefused_AndItsTargetStays()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights there");
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["run"]);
        File.WriteAllText(folder["notes.txt"], "mine");
        File.CreateSymbolicLink(folder["run/run.lock"], "../notes.txt");

        var error = Assert.Throws<TrainingException>(() => RunLock.Take(folder["run"]));
        Assert.StartsWith($"{folder["run/run.lock"]}: this is a link to '../notes.txt'.", error.Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(folder["notes.txt"]));
    }

    [Fact]
    public void TakeNextFree_TakenAgain_GoesOnCounting()
    {
        using var folder = new TemporaryFolder();
        using var first = RunLock.TakeNextFree(folder["runs"], "minilm");
        File.WriteAllText(Path.Combine(first.Folder, "training_args.json"), "{}");

        RunLock.TakeNextFree(folder["runs"], "minilm").Dispose();

        Assert.Equal(["minilm-1"], Directory.GetDirectories(folder["runs"]).Select(Path.GetFileName));
    }

    [Fact]
    public void Take_LinkThatPromisesAFolder_StaysALink()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links take rights on Windows");
        using var folder = new TemporaryFolder();
        Directory.CreateSymbolicLink(folder["link"], folder["there"]);

        using (RunLock.Take(folder["link"])) Assert.True(File.Exists(folder["there/run.lock"]));

        Assert.Equal(["link"], Directory.GetFileSystemEntries(folder.Root).Select(Path.GetFileName));
        using (RunLock.Take(folder["link"])) File.WriteAllText(folder["there/notes.txt"], "mine");
        Assert.Equal("mine", File.ReadAllText(folder["link/notes.txt"]));
    }

    [Fact]
    public void Take_HeldFolder_NamesProcessMachineAndTime_UntilItIsFree()
    {
        using var folder = new TemporaryFolder();
        var held = RunLock.Take(folder["run"]);

        string holder = RunLock.HolderOf(folder["run"])!;
        string message = Assert.Throws<TrainingException>(() => RunLock.Take(folder["run"])).Message;
        held.Dispose();

        Assert.StartsWith($"process {Environment.ProcessId} on {Environment.MachineName} since ", holder, StringComparison.Ordinal);
        Assert.Equal(
            $"{folder["run"]}: another run is at work in this folder: {holder}. A folder in which no other run works was expected. "
                + "Wait until it has ended, or name another folder.",
            message);
        Assert.Null(RunLock.HolderOf(folder["run"]));
        RunLock.Take(folder["run"]).Dispose();
    }

    [Fact]
    public void TakeNextFree_NeverGivesTheSameTwice()
    {
        using var folder = new TemporaryFolder();
        var taken = new List<RunLock>();
        Parallel.For(0, 12, _ =>
        {
            var held = RunLock.TakeNextFree(folder["runs"], "minilm");
            lock (taken) taken.Add(held);
        });

        Assert.Equal(
            Enumerable.Range(1, 12).Select(number => folder[$"runs/minilm-{number}"]).Order(StringComparer.Ordinal),
            taken.Select(held => held.Folder).Order(StringComparer.Ordinal));
        taken.ForEach(held => held.Dispose());
    }

    [Fact]
    public void Take_OnlyOneOfMany_GetsTheFolder()
    {
        using var folder = new TemporaryFolder();
        int got = 0;
        for (int round = 0; round < 20; round++)
        {
            int now = 0;
            var locks = new List<RunLock>();
            Parallel.For(0, 4, _ =>
            {
                try
                {
                    var held = RunLock.Take(folder["run"]);
                    Interlocked.Increment(ref now);
                    lock (locks) locks.Add(held);
                }
                catch (TrainingException)
                {
                    // held by another
                }
            });
            locks.ForEach(held => held.Dispose());
            got += now;
        }

        Assert.Equal(20, got);
    }

    [Theory]
    [InlineData(5, false)]
    [InlineData(59, false)]
    [InlineData(61, true)]
    public void Take_HolderOnAnotherMachine_IsGoneAfterAMinuteOfSilence(int silentSeconds, bool isFree)
    {
        using var folder = new TemporaryFolder();
        LeftBy(folder, "elsewhere", silentSeconds);

        if (isFree)
        {
            RunLock.Take(folder.Root).Dispose();
            Assert.Empty(Directory.GetFileSystemEntries(folder.Root));
            return;
        }

        Assert.Contains(
            "process 4711 on elsewhere since ", Assert.Throws<TrainingException>(() => RunLock.Take(folder.Root)).Message,
            StringComparison.Ordinal);
        Assert.True(File.Exists(folder["run.lock"]));
    }

    [Fact]
    public void Take_LeftByAKilledProcessOfThisMachine_IsFreeAtOnce()
    {
        using var folder = new TemporaryFolder();
        LeftBy(folder, Environment.MachineName, silentSeconds: 0);

        RunLock.Take(folder.Root).Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"process_id\":")]
    [InlineData("[]")]
    [InlineData("{\"process_id\":\"x\",\"machine\":\"elsewhere\",\"since\":\"now\"}")]
    public void Take_LockFileThatSaysNothing_IsFree(string content)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["run.lock"], content);

        Assert.Null(RunLock.HolderOf(folder.Root));
        RunLock.Take(folder.Root).Dispose();
    }

    private static void LeftBy(TemporaryFolder folder, string machine, int silentSeconds)
    {
        string since = DateTimeOffset.UtcNow.AddHours(-1).ToString("O", CultureInfo.InvariantCulture);
        File.WriteAllText(folder["run.lock"], $"{{\"process_id\":4711,\"machine\":\"{machine}\",\"since\":\"{since}\"}}\n");
        File.SetLastWriteTimeUtc(folder["run.lock"], DateTime.UtcNow.AddSeconds(-silentSeconds));
    }
}
