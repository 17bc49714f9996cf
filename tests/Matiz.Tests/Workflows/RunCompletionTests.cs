using Matiz.Training;
using Matiz.Workflows;

namespace Matiz.Tests.Workflows;

public sealed class RunCompletionTests
{
    [Fact]
    public void Complete_RunWithoutWhatWasAskedFor_MakesIt()
    {
        using var folder = new TemporaryFolder();
        var selection = JobFiles.Write(folder);
        var options = new FineTuningOptions { Arguments = JobFiles.Arguments, Selection = selection, Cache = null };
        var tuning = new FineTuning(JobFiles.Model, selection.Load(), options);
        var place = RunFolder.Begin(folder["run"]);
        tuning.Train(place);
        tuning.Measure(place);
        Assert.True(RecordedRun.Load(folder["run"]).LacksBaselines);

        Assert.Equal(folder["run/report.html"], RunCompletion.Complete(folder["run"]));

        Assert.False(RecordedRun.Load(folder["run"]).LacksBaselines);
        Assert.True(RunFolder.Open(folder["run"]).IsFinished);
    }

    [Fact]
    public void LoadData_FileThatHasChanged_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var selection = JobFiles.Write(folder);
        var options = new FineTuningOptions { Arguments = JobFiles.Arguments, Selection = selection, WithReport = false };
        new FineTuning(JobFiles.Model, selection.Load(), options).Run(folder["run"]);
        File.AppendAllText(folder["train.csv"], "one more,joy\n");

        Assert.EndsWith(
            "Restore the file, or start a new run with another TrainingArguments.OutputDirectory.",
            Assert.Throws<TrainingException>(() => RecordedRun.Load(folder["run"]).LoadData()).Message, StringComparison.Ordinal);
    }
}
