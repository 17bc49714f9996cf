using Matiz.Data;
using Matiz.Models;
using Matiz.Training;
using Matiz.Training.Keras;

namespace Matiz.Tests.Training.Keras;

public sealed class RowWeightsTests
{
    [Fact]
    public void Fit_ClassWeights_MultiplyRowsAndDivideByTheirNumber()
    {
        var rows = TinyRuns.Rows(12);
        var weights = TinyRuns.Model().Labels.Names.Select((name, index) => (name, index))
            .ToDictionary(pair => pair.name, pair => 0.5 + pair.index, StringComparer.Ordinal);
        float[] samples = [.. Enumerable.Range(0, 12).Select(row => 0.5f + (row % 6))];

        var (byClass, classHistory) = Fitted(rows, ClassWeights.From(weights), null);
        var (byRow, rowHistory) = Fitted(rows, null, samples);
        var (plain, plainHistory) = Fitted(rows, null, null);

        Assert.Equal(TinyRuns.HashOfWeights(byClass), TinyRuns.HashOfWeights(byRow));
        Assert.NotEqual(TinyRuns.HashOfWeights(plain), TinyRuns.HashOfWeights(byRow));
        Assert.Equal(plainHistory["val_loss"][0], plainHistory["loss"][0], 1e-6);
        Assert.Equal(rowHistory["loss"][0], classHistory["loss"][0]);

        // Σ w·l / rows of the first epoch, whose only batch sees the untrained model
        var untrained = TinyRuns.Model();
        var losses = new Trainer(untrained).Predict(rows).Losses!;
        Assert.Equal(losses.Select((loss, row) => loss * samples[row]).Sum() / 12, rowHistory["loss"][0], 1e-5);
        Assert.Equal(plainHistory["accuracy"][0], rowHistory["accuracy"][0]);

        static (SequenceClassificationModel, History) Fitted(Dataset rows, ClassWeights? classes, float[]? samples)
        {
            var model = TinyRuns.Model();
            model.Compile(new SGD(classes is null && samples is null ? 0 : 0.1), Loss.SparseCategoricalCrossEntropy, "accuracy");
            return (model, model.Fit(rows.ToBatches(12), rows.ToBatches(12), classWeight: classes, sampleWeight: samples));
        }
    }

    [Fact]
    public void Fit_WeightsThatDoNotFit_AreRefused()
    {
        var model = TinyRuns.Model();
        model.Compile(new Adam());
        var rows = TinyRuns.Rows(6).ToBatches(4);
        Assert.Equal(
            "there are 2 sample weights for 6 rows of 'train'; one for each was expected. Correct sampleWeight.",
            Assert.Throws<TrainingException>(() => model.Fit(rows, sampleWeight: [1, 2])).Message);
        Assert.Equal(
            "the sample weight of row 3 of 'train' is -1; a number not below 0 was expected. Correct sampleWeight.",
            Assert.Throws<TrainingException>(() => model.Fit(rows, sampleWeight: [1, 1, -1, 1, 1, 1])).Message);
    }
}
