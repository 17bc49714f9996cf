using Matiz.Data;
using Matiz.Training;
using Matiz.Training.Keras;

namespace Matiz.Tests.Training.Keras;

public sealed class BatchedDatasetTests
{
    [Fact]
    public void Fit_DropRemainder_TrainsFullBatchesAndMeasuresEveryRow()
    {
        var model = TinyRuns.Model();
        model.Compile(new Adam(1e-3));
        var rows = TinyRuns.Rows(10).ToBatches(4, dropRemainder: true);

        model.Fit(rows);

        Assert.Equal(10, model.Predict(rows).Length);
        Assert.Equal((2, 3), (rows.BatchCount, TinyRuns.Rows(10).ToBatches(4).BatchCount));
        Assert.Equal(
            "the 10 training rows make no full batch of 16, and what remains is dropped. At least one batch was expected. "
            + "Make batches smaller, or do not drop the remainder.",
            Assert.Throws<TrainingException>(() => model.Fit(TinyRuns.Rows(10).ToBatches(16, dropRemainder: true))).Message);
    }

    // Shuffled rows are predicted in their order all the same: with Keras the predictions come in the order of a draw nobody knows.
    [Fact]
    public void Predict_ShuffledRows_GivesThemInTheirOrder()
    {
        var model = TinyRuns.Model();
        var expected = new Trainer(model).Predict(TinyRuns.Rows(10)).Predictions;
        Assert.Equal(expected, model.Predict(TinyRuns.Rows(10).ToBatches(3, shuffle: true)));
    }

    [Fact]
    public void Fit_RowsEncodedBefore_AreThoseOfTheTexts()
    {
        var (one, two) = (TinyRuns.Model(), TinyRuns.Model());
        one.Compile(new Adam(1e-3));
        two.Compile(new Adam(1e-3));

        one.Fit(TinyRuns.Rows(8).ToBatches(4, maxLength: 9));
        two.Fit(EncodedDataset.Encode(TinyRuns.Rows(8), two, maxLength: 9).ToBatches(4));

        Assert.Equal(TinyRuns.HashOfWeights(one), TinyRuns.HashOfWeights(two));
    }

    [Fact]
    public void Fit_RowWithoutLabel_IsNamed()
    {
        var model = TinyRuns.Model();
        model.Compile(new Adam());
        var exception = Assert.Throws<TrainingException>(() => model.Fit(Dataset.FromTexts(["a", "b"]).ToBatches(2)));
        Assert.Equal(
            "row 1 of 'predict' has no label; every row of training and evaluation needs one. Label it or leave it out.",
            exception.Message);
    }
}
