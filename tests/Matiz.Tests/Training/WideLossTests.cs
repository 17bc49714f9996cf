using Matiz.Data;
using Matiz.Tasks;
using Matiz.Training;

namespace Matiz.Tests.Training;

public class WideLossTests
{
    [Fact]
    public void Of_LogitsAtTheEndOfTheirRange_IsFinite()
    {
        Assert.Equal(6e38, Of(ProblemType.SingleLabelClassification, Label.OfIndex(1), [3e38f, -3e38f]), 1e32);
        Assert.Equal(3e38, Of(ProblemType.SingleLabelClassification, Label.OfIndex(0), [3e38f, -3e38f], smoothing: 1), 1e32);
        Assert.Equal(1.5e38, Of(ProblemType.MultiLabelClassification, Label.OfIndices([]), [3e38f, -3e38f]), 1e32);
        Assert.Equal(9e76, Of(ProblemType.Regression, Label.OfValue(0), [3e38f]), 1e70);
    }

    [Fact]
    public void Of_LossOf32Bits_StaysAsItIs() =>
        Assert.Equal(0.1f, WideLoss.Restore(WideLoss.Kept(0.1f), LossOf(ProblemType.Regression, Label.OfValue(5), 1), 0, [1f]));

    private static double Of(ProblemType type, Label label, float[] logits, double smoothing = 0) =>
        WideLoss.Restore(WideLoss.Kept(float.PositiveInfinity), LossOf(type, label, logits.Length, smoothing), 0, logits);

    private static TaskLoss LossOf(ProblemType type, Label label, int labels, double smoothing = 0) =>
        TextTask.For(type).NewLoss(new TaskRows([label], [3]), new LossOptions(labels, smoothing));
}
