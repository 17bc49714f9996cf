using Matiz.Tensors;
using Matiz.Training;
using Matiz.Workflows;

namespace Matiz.Tests.Workflows.Recorded;

public sealed class RecordedRunTests
{
    [Fact]
    public void Precision_IsTheRecordedOne_AndNothingWhereNoneIsKnown()
    {
        var run = RunSettings.Empty.With("problem_type", "single_label_classification");
        Assert.Null(new RecordedRun("run", run).Precision);
        Assert.Null(new RecordedRun("run", run.With("precision", "fp8")).Precision);
        foreach (var precision in Precision.All)
            Assert.Equal(precision, new RecordedRun("run", run.With("precision", precision.Name)).Precision);
    }
}
