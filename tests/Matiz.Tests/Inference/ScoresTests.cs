using Matiz.Data;
using Matiz.Inference;

namespace Matiz.Tests.Inference;

public sealed class ScoresTests
{
    [Fact]
    public void Of_SingleLabel_IsTheSoftmaxEvenFarOut()
    {
        Assert.Equal([0.09003057f, 0.24472848f, 0.66524094f], Scores.Compute([1, 2, 3], ProblemType.SingleLabelClassification));
        Assert.Equal([0f, 1f], Scores.Compute([-1000, 1000], ProblemType.SingleLabelClassification));
    }

    [Fact]
    public void Of_SeveralLabels_IsTheSigmoidEvenFarOut()
    {
        Assert.Equal([0.5f, 0.7310586f, 0.26894143f], Scores.Compute([0, 1, -1], ProblemType.MultiLabelClassification));
        Assert.Equal([0f, 1f], Scores.Compute([-1000, 1000], ProblemType.MultiLabelClassification));
    }

    [Fact]
    public void Of_OneSingleLabel_IsTheSigmoid() => Assert.Equal([0.7310586f], Scores.Compute([1], ProblemType.SingleLabelClassification));

    [Fact]
    public void Of_Regression_IsTheLogits() => Assert.Equal([-3.5f, 7], Scores.Compute([-3.5f, 7], ProblemType.Regression));
}
