using Matiz.Data;
using Matiz.Metrics;
using Matiz.Models;
using Matiz.Testing;
using Matiz.Training;
using Matiz.Training.Keras;

namespace Matiz.Tests.Training.Keras;

/// <summary>The verbs for several classes a row, and for numbers.</summary>
public sealed class OtherTasksTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Keras compares the logits themselves with 0.5 unless its threshold is set to 0.
    [Fact]
    public void Fit_SeveralLabels_BinaryAccuracyJudgesProbabilities()
    {
        var rows = Load(
            "text,labels\ni feel happy,\"a,b\"\nso very sad,c\nit rains,\nlove this,\"a,c\"\n", ProblemType.MultiLabelClassification);
        var model = Model(rows.Labels!, ProblemType.MultiLabelClassification);
        model.Compile(new Adam(1e-2), Loss.BinaryCrossEntropy, Metric.BinaryAccuracy);
        var batches = rows.ToBatches(2);

        var history = model.Fit(batches, batches, epochs: 2);

        var logits = model.Predict(batches);
        double right = Enumerable.Range(0, rows.Count).Sum(
            row => rows[row].Label.ToFlags(3).Zip(logits[row]).Count(pair => pair.First == pair.Second > 0)) / (3.0 * rows.Count);
        Assert.Equal(right, history["val_binary_accuracy"][1], 1e-12);
        Assert.Equal(["loss", "binary_accuracy"], model.Evaluate(batches).Keys);
        Assert.StartsWith(
            "there is no metric 'accuracy' for multi_label_classification; there are f1, subset_accuracy, hamming_loss, ",
            Assert.Throws<TrainingException>(() => model.Compile(new Adam(), null, "accuracy")).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "class weights are given for multi_label_classification;",
            Assert.Throws<TrainingException>(() => model.Fit(batches, classWeight: ClassWeights.Balanced)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_Numbers_LowersTheSquaredError()
    {
        var rows = Load("text,label\ni feel happy,1.5\nso very sad,-1\nit rains,0\nlove this,2\n", ProblemType.Regression);
        var model = Model(new ClassLabel(["score"]), ProblemType.Regression);
        model.Compile(new Adam(1e-2), Loss.MeanSquaredError, Metric.MeanAbsoluteError());
        var batches = rows.ToBatches(4);

        var history = model.Fit(batches, batches, epochs: 8);

        Assert.True(history["loss"][^1] < history["loss"][0] / 2);
        var logits = model.Predict(batches);
        double expected = Enumerable.Range(0, 4).Average(row => Math.Abs(logits[row][0] - rows[row].Label.Value));
        Assert.Equal(expected, history["val_mean_absolute_error"][^1], 1e-6);
    }

    private Dataset Load(string text, ProblemType problemType)
    {
        string file = _folder["rows.csv"];
        File.WriteAllText(file, text);
        var options = new DataOptions { ProblemType = problemType };
        return Dataset.Load(new DatasetFiles { Train = [file], ValidationFraction = 0 }, options)["train"];
    }

    private static SequenceClassificationModel Model(ClassLabel labels, ProblemType problemType) =>
        AutoModelForSequenceClassification.FromPretrained(SharedFiles.Golden("tiny/distilbert/base"), labels, problemType);
}
