using Matiz.Training;

namespace Matiz.Tests.Training.Checkpoints;

public sealed class CheckpointFoldersTests
{
    // The least that a run can go on from.
    private static readonly Dictionary<string, string> Files = new(StringComparer.Ordinal)
    {
        ["config.json"] = "{}",
        ["model.safetensors"] = "\u0002\0\0\0\0\0\0\0{}",
        ["optimizer.safetensors"] = "\u0002\0\0\0\0\0\0\0{}",
        ["run_state.json"] = """
            {"elapsed_seconds": 1, "events_pending": false, "loss_sum": 1, "rows_seen": 1, "unlogged_loss_sum": 0, "unlogged_steps": 0}
            """,
        ["trainer_state.json"] = """
            {"global_step": 1, "max_steps": 9, "epoch": 1, "num_train_epochs": 1, "num_input_tokens_seen": 1,
             "log_history": [], "stateful_callbacks": {}}
            """,
    };

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("optimizer.safetensors")]
    [InlineData("trainer_state.json")]
    [InlineData("run_state.json")]
    [InlineData("config.json")]
    public void StepsIn_FileThatIsMissingEmptyOrHalf_PassesItsCheckpointOver(string name)
    {
        using var folder = new TemporaryFolder();
        Make(folder, 1, 2, 3, 4);
        File.Delete(folder[$"checkpoint-2/{name}"]);
        File.WriteAllText(folder[$"checkpoint-3/{name}"], "");
        File.WriteAllText(folder[$"checkpoint-4/{name}"], Files[name][..^1].TrimEnd('}'));

        Assert.Equal([1], CheckpointFolders.StepsIn(folder.Root));
        Assert.Equal(
            [(2, $"{name} is missing"), (3, $"{name} is empty"), (4, $"{name} is damaged")],
            CheckpointFolders.DamagedAfter(folder.Root, 1));
    }

    [Fact]
    public void StepsIn_TakesWholeFoldersByNumber()
    {
        using var folder = new TemporaryFolder();
        Make(folder, 9, 10, 100);
        Directory.CreateDirectory(folder["checkpoint-200"]);            // nothing in it
        Directory.CreateDirectory(folder["checkpoint-300.tmp"]);
        Directory.CreateDirectory(folder["checkpoint-007"]);
        File.WriteAllText(folder["checkpoint-8"], "a file");

        Assert.Equal([9, 10, 100], CheckpointFolders.StepsIn(folder.Root));
        Assert.Empty(CheckpointFolders.StepsIn(folder["absent"]));
    }

    [Theory]
    [InlineData(null, 1, new[] { 1, 2, 3, 4 })]
    [InlineData(1, null, new[] { 4 })]
    [InlineData(1, 2, new[] { 2, 4 })]
    [InlineData(2, 4, new[] { 3, 4 })]
    [InlineData(9, 4, new[] { 1, 2, 3, 4 })]
    public void Rotate_KeepsTheNewestAndTheBest(int? limit, int? best, int[] kept)
    {
        using var folder = new TemporaryFolder();
        Make(folder, 1, 2, 3, 4);
        Directory.CreateDirectory(folder["checkpoint-5.tmp"]);
        Directory.CreateDirectory(folder["checkpoint-1.deleted"]);

        CheckpointFolders.Rotate(folder.Root, limit, best);

        Assert.Equal(kept, CheckpointFolders.StepsIn(folder.Root));
        Assert.Equal(kept.Length, Directory.GetDirectories(folder.Root).Length);
    }

    [Fact]
    public void Recover_ReplacementThatNeverArrived_PutsTheOldOneBack()
    {
        using var folder = new TemporaryFolder();
        Make(folder, 5, 6);
        Directory.Move(folder["checkpoint-5"], folder[".checkpoint-5.abcdefghijkl.matiz-old"]);
        TinyRuns.CopyFolder(folder["checkpoint-6"], folder[".checkpoint-6.abcdefghijkl.matiz-old"]);
        TinyRuns.CopyFolder(folder["checkpoint-6"], folder[".checkpoint-7.abcdefghijkl.matiz-gone"]);
        TinyRuns.CopyFolder(folder["checkpoint-6"], folder[".checkpoint-7.abcdefghijkl.matiz-new"]);

        CheckpointFolders.Recover(folder.Root);

        Assert.Equal(["checkpoint-5", "checkpoint-6"], Directory.GetDirectories(folder.Root).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Recover_FoldersAsVersion01LeftThem_AreTidiedUp_ButNoCopyOfTheUser()
    {
        using var folder = new TemporaryFolder();
        Make(folder, 5, 6);
        Directory.Move(folder["checkpoint-5"], folder["checkpoint-5.old"]);
        TinyRuns.CopyFolder(folder["checkpoint-6"], folder["checkpoint-6.old"]);        // perhaps a copy that somebody made
        foreach (string half in (string[])["checkpoint-7.tmp", "checkpoint-6.deleted", "checkpoint-8.tmp"])
            Directory.CreateDirectory(folder[half]);
        File.WriteAllText(folder["checkpoint-7.tmp/model.safetensors.tmp"], "half");
        File.WriteAllText(folder["checkpoint-8.tmp/notes.txt"], "mine");

        CheckpointFolders.Recover(folder.Root);

        Assert.Equal(
            ["checkpoint-5", "checkpoint-6", "checkpoint-6.old", "checkpoint-8.tmp"],
            Directory.GetDirectories(folder.Root).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Rotate_AndDeleteAll_KeepWhatIsNotOfACheckpoint()
    {
        using var folder = new TemporaryFolder();
        Make(folder, 1, 2, 3);
        File.WriteAllText(folder["checkpoint-1/notes.txt"], "mine");
        File.WriteAllText(folder["checkpoint-1/predictions.jsonl"], "mine");
        Directory.CreateDirectory(folder["checkpoint-3/1_Pooling/empty"]);

        CheckpointFolders.Rotate(folder.Root, limit: 1, bestStep: null);
        Assert.Equal([3], CheckpointFolders.StepsIn(folder.Root));
        Assert.Equal(["checkpoint-1", "checkpoint-3"], Directory.GetDirectories(folder.Root).Select(Path.GetFileName).Order());

        CheckpointFolders.DeleteAll(folder.Root);
        Assert.Equal(["notes.txt", "predictions.jsonl"], Directory.GetFiles(folder["checkpoint-1"]).Select(Path.GetFileName).Order());
        Assert.True(Directory.Exists(folder["checkpoint-3/1_Pooling/empty"]));
        Assert.Empty(Directory.GetFiles(folder["checkpoint-3"]));
    }

    [Fact]
    public void Write_InThePlaceOfAnother_KeepsWhatIsNotOfACheckpoint()
    {
        using var folder = new TemporaryFolder();
        Make(folder, 4);
        Directory.CreateDirectory(folder["checkpoint-4/mine/deeper"]);
        File.WriteAllText(folder["checkpoint-4/mine/deeper/notes.txt"], "mine");
        File.WriteAllText(folder["checkpoint-4/optimizer.safetensors"], "old");

        CheckpointFolders.Write(folder.Root, 4, place => File.WriteAllText(Path.Combine(place, "run_state.json"), "new"));

        Assert.Equal("mine", File.ReadAllText(folder["checkpoint-4/mine/deeper/notes.txt"]));
        Assert.Equal(["run_state.json"], Directory.GetFiles(folder["checkpoint-4"]).Select(Path.GetFileName));
        Assert.Equal("new", File.ReadAllText(folder["checkpoint-4/run_state.json"]));
    }

    private static void Make(TemporaryFolder folder, params int[] steps)
    {
        foreach (int step in steps)
        {
            Directory.CreateDirectory(folder[$"checkpoint-{step}"]);
            foreach (var (name, content) in Files) File.WriteAllText(folder[$"checkpoint-{step}/{name}"], content);
        }
    }
}
