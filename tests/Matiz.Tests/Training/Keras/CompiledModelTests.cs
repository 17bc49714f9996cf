using Matiz.Metrics;
using Matiz.Training;
using Matiz.Training.Keras;

namespace Matiz.Tests.Training.Keras;

/// <summary>What <c>Compile</c> accepts, and what it refuses.</summary>
public sealed class CompiledModelTests
{
    [Fact]
    public void Fit_BeforeCompile_SaysWhatIsMissing()
    {
        var model = TinyRuns.Model();
        var exception = Assert.Throws<InvalidOperationException>(() => model.Fit(TinyRuns.Rows(8).ToBatches(4)));
        Assert.Equal(
            "Fit was called on a model that is not compiled. Optimizer, loss and metrics were expected to be named before. "
            + "Call model.Compile(new Adam(5e-5), Loss.SparseCategoricalCrossEntropy), say.",
            exception.Message);
        Assert.Throws<InvalidOperationException>(() => model.Evaluate(TinyRuns.Rows(8).ToBatches(4)));
        Assert.Equal(8, model.Predict(TinyRuns.Rows(8).ToBatches(4)).Length);
    }

    [Theory]
    [InlineData("acuracy", "there is no metric 'acuracy' for single_label_classification; there are accuracy, f1, ")]
    [InlineData("loss", "there is no metric 'loss' for single_label_classification; there are accuracy, f1, ")]
    [InlineData("binary_accuracy", "there is no metric 'binary_accuracy' for single_label_classification; there are accuracy, f1, ")]
    public void Compile_MetricThatTheTaskDoesNotHave_IsRefused(string name, string message)
    {
        var exception = Assert.Throws<TrainingException>(() => TinyRuns.Model().Compile(new Adam(), null, name));
        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compile_MetricsThatDoNotGoTogether_AreRefused()
    {
        Assert.StartsWith(
            "the metric binary_accuracy is not defined for single_label_classification; accuracy, f1, ",
            Assert.Throws<TrainingException>(() => TinyRuns.Model().Compile(new Adam(), null, Metric.BinaryAccuracy)).Message,
            StringComparison.Ordinal);
        Assert.Equal(
            "the metric accuracy is named twice; each was expected once. Leave one out.",
            Assert.Throws<TrainingException>(() => TinyRuns.Model().Compile(new Adam(), null, "accuracy", "accuracy")).Message);
    }

    [Fact]
    public void Compile_OptimizerOfAnotherModel_IsRefused()
    {
        var optimizer = new Adam();
        var model = TinyRuns.Model();
        model.Compile(optimizer);
        model.Compile(optimizer, Loss.SparseCategoricalCrossEntropy);
        var exception = Assert.Throws<InvalidOperationException>(() => TinyRuns.Model().Compile(optimizer));
        Assert.Equal(
            "this Adam has been trained with another model, whose gradients it remembers. An optimizer of the model's own was expected. "
            + "Make a new one.",
            exception.Message);
    }
}
