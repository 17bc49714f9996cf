using Matiz.Training;
using Matiz.Training.Keras;

namespace Matiz.Tests.Training.Keras;

public sealed class CSVLoggerTests : IDisposable
{
    private const string Header = "epoch,accuracy,f1_macro,log_loss,loss,val_accuracy,val_f1_macro,val_log_loss,val_loss";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Fit_EachEpoch_IsALine()
    {
        new ScriptedFit().Run("val_loss", [0.5, null], new CSVLogger(_folder["log.csv"]));
        Assert.Equal([Header, "0,NA,NA,NA,1,NA,NA,NA,0.5", "1,NA,NA,NA,1,NA,NA,NA,NA"], File.ReadLines(_folder["log.csv"]));
    }

    [Fact]
    public void Fit_Append_GoesOnBelowTheSameColumnsOnly()
    {
        new ScriptedFit().Run("val_loss", [0.5], new CSVLogger(_folder["log.csv"]));
        new ScriptedFit().Run("val_loss", [0.25], new CSVLogger(_folder["log.csv"], append: true));
        Assert.Equal([Header, "0,NA,NA,NA,1,NA,NA,NA,0.5", "0,NA,NA,NA,1,NA,NA,NA,0.25"], File.ReadLines(_folder["log.csv"]));

        var exception = Assert.Throws<TrainingException>(
            () => new ScriptedFit().Run("val_loss", [1], new CSVLogger(_folder["log.csv"], ';', append: true)));
        Assert.StartsWith(
            $"{_folder["log.csv"]}: the first line is '{Header}', but 'epoch;accuracy;", exception.Message, StringComparison.Ordinal);
    }
}
