using Matiz.Models;
using Matiz.Training;
using Matiz.Training.Keras;

namespace Matiz.Tests.Training.Keras;

public sealed class ModelCheckpointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Fit_EachEpoch_IsSavedUnderItsName()
    {
        var fit = new ScriptedFit();

        fit.Run("val_loss", [1.234, 0.5], new ModelCheckpoint(_folder["m-{epoch:02d}-{val_loss:.2f}"], verbose: true));

        Assert.Equal(["m-01-1.23", "m-02-0.50"], Names());
        Assert.Equal(0, EpochIn("m-01-1.23"));
        Assert.Equal(1, EpochIn("m-02-0.50"));
        Assert.Equal($"Epoch 1: the model is saved in {_folder["m-01-1.23"]}.", fit.Lines[0]);
    }

    [Fact]
    public void Fit_SaveBestOnly_LeavesTheBest()
    {
        var checkpoint = new ModelCheckpoint(_folder["best"], "val_accuracy", saveBestOnly: true);

        new ScriptedFit().Run("val_accuracy", [0.5, 0.7, 0.7, 0.6], checkpoint);

        Assert.Equal(["best"], Names());
        Assert.Equal(1, EpochIn("best"));
        Assert.Equal(_folder["best"], checkpoint.LastPath);
    }

    [Fact]
    public void Fit_SaveBestOnlyWithThreshold_SavesNothingThatIsWorse()
    {
        new ScriptedFit().Run("val_loss", [3, 2.5], new ModelCheckpoint(_folder["best"], saveBestOnly: true, initialValueThreshold: 2));
        Assert.Empty(Names());
    }

    [Fact]
    public void Fit_ReplacedFolder_KeepsFilesThatAreNotAModels()
    {
        new ScriptedFit().Run("val_loss", [1], new ModelCheckpoint(_folder["m"]));
        File.WriteAllText(Path.Combine(_folder["m"], "notes.txt"), "mine");

        new ScriptedFit().Run("val_loss", [1, 1], new ModelCheckpoint(_folder["m"]));

        Assert.Equal("mine", File.ReadAllText(Path.Combine(_folder["m"], "notes.txt")));
        Assert.Equal(1, EpochIn("m"));
        Assert.Equal(["m"], Names());
    }

    [Fact]
    public void Fit_FolderOfOtherThings_IsRefusedBeforeTheFirstEpoch()
    {
        Directory.CreateDirectory(_folder["mine"]);
        File.WriteAllText(Path.Combine(_folder["mine"], "thesis.txt"), "years of work");
        var fit = new ScriptedFit();

        var exception = Assert.Throws<TrainingException>(() => fit.Run("val_loss", [1], new ModelCheckpoint(_folder["mine"])));

        Assert.Equal(
            $"{_folder["mine"]}: this folder holds other things than a model, and ModelCheckpoint was to save one there. "
            + "A new folder, or one with a model to be replaced, was expected. Give another path.",
            exception.Message);
        Assert.Empty(fit.Logs);
        Assert.Equal("years of work", File.ReadAllText(Path.Combine(_folder["mine"], "thesis.txt")));
    }

    [Fact]
    public void Fit_NameInThePathThatIsNotMeasured_IsRefused()
    {
        var exception = Assert.Throws<TrainingException>(
            () => new ScriptedFit().Run("val_loss", [1], new ModelCheckpoint(_folder["{val_acc:.2f}"])));
        Assert.StartsWith("ModelCheckpoint asks for 'val_acc', which is not measured; ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_ValidationNowAndThen_NamesOnlyWhatIsSavedThen()
    {
        var exception = Assert.Throws<TrainingException>(
            () => new ScriptedFit().Run("val_loss", [null, 1], validationFreq: 2, new ModelCheckpoint(_folder["{val_loss}"])));
        Assert.Equal(
            "the path of ModelCheckpoint has 'val_loss', which is measured after every 2 epochs only, but each epoch is saved. "
            + "A name that each has was expected. Leave it out of the path, or validate after each epoch.",
            exception.Message);

        var best = new ModelCheckpoint(_folder["{epoch}-{val_loss}"], saveBestOnly: true);
        new ScriptedFit().Run("val_loss", [null, 1, null], validationFreq: 2, best);
        Assert.Equal(["2-1"], Names());
    }

    private IEnumerable<string> Names() =>
        Directory.EnumerateFileSystemEntries(_folder.Root).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);

    private int EpochIn(string name) =>
        (int)AutoModelForSequenceClassification.FromPretrained(_folder[name]).Parameters[^1].Value.ToArray()[0];
}
