using System.Net.Sockets;
using System.Text;
using Matiz.Data;

namespace Matiz.Cli.Tests;

/// <summary>Bad input: one message that says what, where and what to do; exit 2; nothing half-written.</summary>
public sealed class BadInputTests
{
    private static string Formats => string.Join(", ", RowFormats.All.Select(format => format.Extensions[0]));

    public static TheoryData<string, string, string> Files => new()
    {
        { "missing.csv", "", $"missing.csv: no such file. A file of rows ({Formats}, each also .gz) was expected. "
            + "Check the path and the current folder." },
        { "no-text.csv", "body,label\na,joy\n", "no-text.csv:1: no column looks like the text: the columns are 'body', 'label'. "
            + "Expected one named text, sentence, content, message, comment, review, tweet, utterance. "
            + "Name the right one with --text-column." },
        { "no-label.csv", "text,topic\na,joy\n", "no-label.csv:1: no column looks like the label: the columns are 'text', 'topic'. "
            + "Expected one named label, labels, class, category, target, intent, emotion, sentiment. "
            + "Name the right one with --label-column." },
        { "several.csv", "text,review,label\na,b,joy\n", "several.csv:1: several columns may be the text: "
            + "'text', 'review' (the columns are 'text', 'review', 'label'). One was expected. Say which with --text-column." },
        { "one-class.csv", "text,label\na,joy\nb,joy\n", "one-class.csv: every row has the label 'joy'. "
            + "At least two classes were expected. Check --label-column, or add rows of another class." },
        { "ragged.csv", "text,label\na,joy\nb,c,anger\n", "ragged.csv:3: the row has 3 fields, but the header names 2 (text, label). "
            + "As many fields as columns were expected. Put texts that hold a separator or a line end in quotes." },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void TrainingFile_WholeMessage_ExitTwo_NothingWritten(string name, string text, string message)
    {
        using var workspace = new Workspace();
        if (text.Length > 0) workspace.Write(name, text);
        var run = CliRun.Of("train", "--train", workspace.Path(name), "--model", Workspace.TinyModel, "--output", workspace.Path("run"));
        Assert.Equal($"matiz: {workspace.Root}/{message}\n", run.Error);
        Assert.Equal(2, run.Code);
        Assert.False(Directory.Exists(workspace.Path("run")));
    }

    [Fact]
    public void UnseenLabel_NamesFileAndLine()
    {
        using var workspace = new Workspace();
        string test = workspace.Write("unseen.csv", "text,label\na,joy\nb,boredom\n");
        var run = CliRun.Of(
            "train", "--train", workspace.Train, "--test", test, "--model", Workspace.TinyModel, "--output", workspace.Path("run"));
        Assert.Equal(2, run.Code);
        Assert.StartsWith($"matiz: {test}:3: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("'boredom'", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        Assert.False(Directory.Exists(workspace.Path("run")));
    }

    public static TheoryData<string, byte[], string> Bytes => new()
    {
        { "utf8.csv", [.. "text,label\nab"u8, 0xFF, .. "c,joy\n"u8], ":2" },
        { "utf16.csv", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("text,label\na,joy\n")], "" },
        { "binary.csv", new byte[4096], "" },
    };

    [Theory]
    [MemberData(nameof(Bytes))]
    public void BytesThatAreNoText_OneMessage_ExitTwo(string name, byte[] bytes, string place)
    {
        using var workspace = new Workspace();
        string file = workspace.Write(name, bytes);
        var run = CliRun.Of("train", "--train", file, "--model", Workspace.TinyModel, "--output", workspace.Path("run"));
        Assert.Equal(2, run.Code);
        Assert.StartsWith($"matiz: {file}{place}: ", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        Assert.False(Directory.Exists(workspace.Path("run")));
    }

    public static TheoryData<string, Action<string>, string> Models => new()
    {
        { "without config", folder => File.Delete(Path.Combine(folder, "config.json")), "there is no config.json" },
        { "of unknown type", folder => File.WriteAllText(Path.Combine(
            folder, "config.json"), "{\"model_type\": \"gpt9\"}"), "'model_type' is 'gpt9', expected one of albert, bert" },
        { "with truncated weights", folder => Change(folder, "model.safetensors", bytes => bytes[
            ..(bytes.Length / 2)]), "model.safetensors" },
        { "with mis-shaped weights", folder => Replace(
            folder, "config.json", "\"intermediate_size\": ", "\"intermediate_size\": 1"), "but config.json (intermediate_size) needs" },
        { "with a larger vocabulary", folder => File.Copy(Testing.SharedFiles.Golden("tokenizers/wordpiece/tokenizer.json"), Path.Combine(
            folder, "tokenizer.json"), overwrite: true), "Do tokenizer and weights come from two different models?" },
        { "without tokenizer", folder => File.Delete(Path.Combine(folder, "tokenizer.json")), "tokenizer" },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void ModelFolder_OneMessage_ExitTwo_NothingWritten(string name, Action<string> damage, string part)
    {
        using var workspace = new Workspace();
        string folder = workspace.CopyModel("model", Workspace.TinyClassifier);
        damage(folder);
        var train = CliRun.Of(
            "train", "--train", workspace.Train, "--validation", workspace.Validation, "--model", folder, "--output",
            workspace.Path("run"));
        var predict = CliRun.Of("predict", folder, "a text");
        foreach (var run in (CliRun[])[train, predict])
        {
            Assert.True(run.Code == 2, $"{name}: {run.Error}");
            Assert.Contains(part, run.Error, StringComparison.Ordinal);
            Assert.Contains(folder, run.Error, StringComparison.Ordinal);
            Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        }

        Assert.False(Directory.Exists(workspace.Path("run")));
    }

    [Fact]
    public void NoSuchModel_SaysWhatThereIs()
    {
        using var workspace = new Workspace();
        var run = CliRun.Of("predict", workspace.Path("gone"), "a");
        Assert.Equal(2, run.Code);
        Assert.Equal(
            $"matiz: {workspace.Path("gone")}: there is no such folder. A model folder (config.json, model.safetensors, tokenizer files) "
            + "was expected, an id on the Hub, or all-MiniLM-L6-v2, which is built in. Check the path.\n",
            run.Error);
    }

    [Fact]
    public void OutputInUse_IsLeftAsItWas()
    {
        using var workspace = new Workspace();
        workspace.Write("file", "mine");
        Directory.CreateDirectory(workspace.Path("mine"));
        workspace.Write("mine/notes.txt", "mine");
        Assert.Equal(2, CliRun.Of(workspace.TrainArguments("file")).Code);
        var run = CliRun.Of(workspace.TrainArguments("mine"));
        Assert.Equal(2, run.Code);
        Assert.Contains("is not empty", run.Error, StringComparison.Ordinal);
        Assert.Single(Directory.GetFileSystemEntries(workspace.Path("mine")));
    }

    [Fact]
    public void ValidationWithoutTrain_IsAnError()
    {
        using var workspace = new Workspace();
        var run = CliRun.Of(
            "train", "--validation", workspace.Validation, "--model", Workspace.TinyModel, "--output", workspace.Path("run"));
        Assert.Equal(2, run.Code);
        Assert.StartsWith("matiz: there are files to validate or test with, but none to train on.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void LossThatIsNoNumber_NamesTheStep_KeepsTheLastGoodCheckpoint()
    {
        using var workspace = new Workspace();
        var run = CliRun.Of(
            "train", "--train", workspace.Train, "--validation", workspace.Validation, "--model", Workspace.TinyModel, "--output",
            workspace.Path("run"), "--quiet",
            "--batch-size", "8", "--scheduler", "constant_with_warmup", "--warmup-steps", "2", "--learning-rate", "1e30", "--max-grad-norm",
            "0", "--save-steps", "1", "--save-limit", "9");
        Assert.Equal(2, run.Code);
        Assert.Matches("^matiz: the (loss|norm of the gradients) is .* at step \\d+; a finite number was expected\\.", run.Error);
        Assert.NotEmpty(Directory.GetDirectories(workspace.Path("run"), "checkpoint-*"));
        Assert.False(File.Exists(Path.Combine(workspace.Path("run"), "model.safetensors")));
    }

    [Fact]
    public void UnwritableFolder_ExitTwo()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || !Directory.Exists("/proc/self"), "needs a folder that nobody can write to");
        using var workspace = new Workspace();
        string[] args = workspace.TrainArguments("unused");
        args[Array.IndexOf(args, "--output") + 1] = "/proc/self/run";
        var run = CliRun.Of(args);
        Assert.Equal(2, run.Code);
        Assert.Equal(
            "matiz: /proc/self/run: nothing may be made in the folder '/proc/self'. Permission to write was expected. "
            + "Change the permissions, or name another place.\n",
            run.Error);
    }

    [Fact]
    public void FullDisk_ForAnswers_ExitOne()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        var run = CliRun.Of("predict", Workspace.TinyClassifier, "a text", "--output", "/dev/full");
        Assert.Equal(1, run.Code);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void OddTexts_AreKeptWithWarnings_ExitZero()
    {
        using var workspace = new Workspace();
        string train = workspace.Write(
            "odd.csv",
            Workspace.Table(30, 0) + "\"\",joy\nbell \a,fear\ni was glad,joy\ni was glad,joy\n"
                + string.Concat(Enumerable.Repeat("long ", 90)) + ",anger\n");
        var run = CliRun.Of(
            "train", "--train", train, "--validation", workspace.Validation, "--model", Workspace.TinyModel, "--output",
            workspace.Path("run"), "--max-steps", "1", "--quiet")
            .Succeeded();
        foreach (string part in (string[])["an empty text", "a control character", "repeats an earlier text", "are cut at"])
            Assert.Contains(part, run.Error, StringComparison.Ordinal);
    }

    private static void Change(string folder, string file, Func<byte[], byte[]> change) =>
        File.WriteAllBytes(Path.Combine(folder, file), change(File.ReadAllBytes(Path.Combine(folder, file))));

    private static void Replace(string folder, string file, string old, string @new) =>
        File.WriteAllText(
            Path.Combine(folder, file), File.ReadAllText(Path.Combine(folder, file)).Replace(old, @new, StringComparison.Ordinal));

    [Fact]
    public void ControlCharactersOfAFile_DoNotReachTheTerminal()
    {
        using var workspace = new Workspace();
        string file = workspace.Write("steering.csv", "text,body,\u001b[31mtext\u0007\na,b,c\n");
        var run = CliRun.Of("evaluate", Workspace.TinyClassifier, "--test", file);
        Assert.Equal(2, run.Code);
        Assert.DoesNotContain(run.Error.TrimEnd('\n'), char.IsControl);
    }

    [Fact]
    public void Socket_IsNoInput_ExitTwo()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a socket is no file there.");
        using var workspace = new Workspace();
        string path = workspace.Path("s.csv");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        var run = CliRun.Of("predict", Workspace.TinyClassifier, "--input", path);
        Assert.Equal(2, run.Code);
        Assert.StartsWith($"matiz: {path}: this is a socket", run.Error, StringComparison.Ordinal);
    }
}
