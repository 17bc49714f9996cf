using Matiz.Data;

namespace Matiz.Tests.Data;

public class DataOptionsTests
{
    [Fact]
    public void LabelSeparator_Empty_IsRefused() => Assert.Throws<ArgumentException>(() => new DataOptions { LabelSeparator = "" });

    [Fact]
    public void ReaderOfLabels_GivenOne_GoesBeforeTheProblemType()
    {
        Assert.Same(LabelReaders.Index, new DataOptions().ReaderOfLabels);
        Assert.Same(LabelReaders.Indices, new DataOptions { ProblemType = ProblemType.MultiLabelClassification }.ReaderOfLabels);
        Assert.Same(
            LabelReaders.Value,
            new DataOptions { ProblemType = ProblemType.MultiLabelClassification, LabelReader = LabelReaders.Value }.ReaderOfLabels);
    }
}
