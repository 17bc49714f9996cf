using Matiz.Inference;
using Matiz.Runs;
using Matiz.Training;
using Matiz.Workflows;

namespace Matiz.Tests.Workflows;

public sealed class FeatureRunTests
{
    [Fact]
    public void Run_FilesAndEncoder_LeavesAWholeRun()
    {
        using var folder = new TemporaryFolder();
        var selection = JobFiles.Write(folder);
        var options = new FeatureRunOptions { SaveModel = true, Export = folder["features.npy"], Selection = selection };

        var result = new FeatureRun(JobFiles.Model, selection.Load(), options).Run(folder["run"]);

        Assert.Equal("features", RunRecord.Load(folder["run"]).Command);
        Assert.NotNull(result.Results["test_f1"]);
        Assert.Equal(folder["run/report.html"], result.ReportPath);
        Assert.Equal(3, result.Exported.Count);
        Assert.All(result.Exported, file => Assert.True(File.Exists(file)));
        Assert.True(TextClassifier.Load(folder["run"]).Labels.TryIndexOf("joy", out _));
    }

    [Fact]
    public void Run_Twice_NeedsOverwrite()
    {
        using var folder = new TemporaryFolder();
        var data = JobFiles.Write(folder).Load();
        var options = new FeatureRunOptions { WithReport = false };
        new FeatureRun(JobFiles.Model, data, options).Run(folder["run"]);

        Assert.Throws<TrainingException>(() => new FeatureRun(JobFiles.Model, data, options).Run(folder["run"]));
        new FeatureRun(JobFiles.Model, data, options with { Overwrite = true }).Run(folder["run"]);

        Assert.False(File.Exists(folder["run/baselines.json"]));
    }

    [Fact]
    public void New_LayerThatIsNotThere_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var options = new FeatureRunOptions { Features = new FeatureOptions { Layer = 9 } };
        Assert.Equal(
            "FeatureOptions.Layer 9: the encoder has 2 layers. A number from 0 (the embeddings) to 2 was expected. "
            + "Correct FeatureOptions.Layer.",
            Assert.Throws<TrainingException>(() => new FeatureRun(JobFiles.Model, JobFiles.Write(folder).Load(), options)).Message);
    }
}
