using Matiz.Training;
using Matiz.Training.Keras;

namespace Matiz.Tests.Training.Keras;

public sealed class LossTests
{
    [Fact]
    public void Compile_LossOfAnotherTask_IsRefusedByName()
    {
        var exception = Assert.Throws<TrainingException>(() => TinyRuns.Model().Compile(new Adam(), Loss.BinaryCrossEntropy));
        Assert.Equal(
            "the loss is binary_crossentropy, but the model is made for single_label_classification, which has "
            + "sparse_categorical_crossentropy or categorical_crossentropy. "
            + "Compile with that, or without a loss for the task's own; or load the model for another problem type.",
            exception.Message);
        Assert.StartsWith(
            "labels are to be smoothed in binary_crossentropy; only categorical_crossentropy does that.",
            Assert.Throws<ArgumentException>(() => Loss.BinaryCrossEntropy with { LabelSmoothing = 0.1 }).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_LabelSmoothing_IsOfTheLossInTrainingAndEvaluation()
    {
        var model = TinyRuns.Model();
        var rows = TinyRuns.Rows(6).ToBatches(6);
        model.Compile(new SGD(0), Loss.CategoricalCrossEntropy with { LabelSmoothing = 0.1 });
        var history = model.Fit(rows, rows);

        var expected = new Trainer(model, new TrainingArguments { LabelSmoothing = 0.1 }).Evaluate(TinyRuns.Rows(6))["eval_loss"];
        Assert.Equal(expected!.Value, history["val_loss"][0], 1e-6);
        Assert.Equal(expected.Value, history["loss"][0], 1e-6);
    }
}
