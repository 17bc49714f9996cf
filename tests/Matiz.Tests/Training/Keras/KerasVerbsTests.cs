using Matiz.Metrics;
using Matiz.Models;
using Matiz.Tensors;
using Matiz.Tensors.Operations;
using Matiz.Training;
using Matiz.Training.Keras;
using AdamW = Matiz.Training.Keras.AdamW;

namespace Matiz.Tests.Training.Keras;

public sealed class KerasVerbsTests
{
    public static TheoryData<KernelVariant> Variants => [.. KernelTable.VariantsOf(Precision.Float32)];

    [Fact]
    public void Fit_History_HasTheNamesOfTheMetrics()
    {
        var model = TinyRuns.Model();
        model.Compile(new Adam(1e-3), Loss.SparseCategoricalCrossEntropy, Metric.SparseCategoricalAccuracy);

        var history = model.Fit(TinyRuns.Rows(10).ToBatches(4, shuffle: true), TinyRuns.Rows(6).ToBatches(4), epochs: 2);

        Assert.Equal(
            ["loss", "sparse_categorical_accuracy", "val_loss", "val_sparse_categorical_accuracy"], history.History.Keys);
        Assert.Equal([0, 1], history.Epoch);
        Assert.All(history.History.Values, values => Assert.Equal(2, values.Count));
        var exception = Assert.Throws<KeyNotFoundException>(() => history["accuracy"]);
        Assert.Equal(
            "'accuracy' was not measured; measured were loss, sparse_categorical_accuracy, val_loss, val_sparse_categorical_accuracy. "
            + "Ask for one of these, or add it to Compile.",
            exception.Message);
    }

    // With a rate of 0 the model stays, so that the running mean over batches of 4, 4 and 2 rows is the mean over the rows.
    [Fact]
    public void Fit_LossAndAccuracyOfTraining_AreMeansOverTheRows()
    {
        var model = TinyRuns.Model();
        var rows = TinyRuns.Rows(10).ToBatches(4);
        model.Compile(new Adam(0), Loss.SparseCategoricalCrossEntropy, "accuracy", "f1_macro");

        var history = model.Fit(rows, rows);

        Assert.Equal(history["val_loss"][0], history["loss"][0], 1e-6);
        Assert.Equal(history["val_accuracy"][0], history["accuracy"][0]);
        Assert.Equal(history["val_f1_macro"][0], history["f1_macro"][0]);
        var evaluation = new Trainer(model).Evaluate(TinyRuns.Rows(10));
        Assert.Equal(evaluation["eval_loss"]!.Value, history["val_loss"][0], 1e-12);
        Assert.Equal(evaluation["eval_f1_macro"]!.Value, history["val_f1_macro"][0], 1e-12);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Fit_AnyNumberOfThreads_GivesTheSameBits(KernelVariant variant)
    {
        using var folder = new TemporaryFolder();
        string checkpoint = TinyRuns.WithDropout(folder, 0.1);

        string[] hashes = [.. ((int[])[1, 3]).SelectMany(threads => (string[])
        [
            Hash(checkpoint, variant, threads, new AdamW(2e-3) { GlobalClipNorm = 1 }),
            Hash(checkpoint, variant, threads, new SGD(0.1, momentum: 0.9, nesterov: true)),
        ])];

        Assert.Equal(hashes[..2], hashes[2..]);
        Assert.NotEqual(hashes[0], hashes[1]);
    }

    [Fact]
    public void Fit_OtherSeeds_GiveOtherBits()
    {
        using var folder = new TemporaryFolder();
        string checkpoint = TinyRuns.WithDropout(folder, 0.1);
        string[] hashes =
        [
            Hash(checkpoint, KernelVariants.Default, 1, new Adam(1e-3)),
            Hash(checkpoint, KernelVariants.Default, 1, new Adam(1e-3), seed: 43),
            Hash(checkpoint, KernelVariants.Default, 1, new Adam(1e-3), shuffleSeed: 43),
        ];
        Assert.Equal(3, hashes.Distinct().Count());
    }

    // In one call or in two: orders, dropout and moments go on.
    [Fact]
    public void Fit_InTwoCalls_GivesTheBitsOfOne()
    {
        using var folder = new TemporaryFolder();
        string checkpoint = TinyRuns.WithDropout(folder, 0.1);
        var (whole, parts, again) = (TinyRuns.Model(checkpoint), TinyRuns.Model(checkpoint), TinyRuns.Model(checkpoint));
        foreach (var model in (SequenceClassificationModel[])[whole, parts, again]) model.Compile(new Adam(1e-3));
        BatchedDataset Rows() => TinyRuns.Rows(10).ToBatches(4, shuffle: true);

        whole.Fit(Rows(), epochs: 3);
        parts.Fit(Rows(), epochs: 1);
        parts.Fit(Rows(), epochs: 3, initialEpoch: 1);
        for (int i = 0; i < 3; i++) again.Fit(Rows());

        Assert.Equal(TinyRuns.HashOfWeights(whole), TinyRuns.HashOfWeights(parts));
        Assert.Equal(TinyRuns.HashOfWeights(whole), TinyRuns.HashOfWeights(again));
    }

    [Fact]
    public void Fit_Diverging_StopsWithAWord()
    {
        var model = TinyRuns.Model();
        model.Compile(new SGD(1e30));
        var exception = Assert.Throws<TrainingException>(() => model.Fit(TinyRuns.Rows(12).ToBatches(4), epochs: 3));
        Assert.NotNull(exception.Step);
        Assert.All(model.Parameters, parameter => Assert.False(parameter.HasGradient));
    }

    [Fact]
    public void Fit_Cancelled_StopsBetweenTwoSteps()
    {
        using var source = new CancellationTokenSource();
        var model = TinyRuns.Model();
        var optimizer = new Adam(1e-3);
        model.Compile(optimizer);
        var stop = new LambdaCallback { TrainBatchEnd = (_, batch) => { if (batch == 1) source.Cancel(); } };

        Assert.Throws<OperationCanceledException>(
            () => model.Fit(TinyRuns.Rows(12).ToBatches(4), callbacks: [stop], cancellationToken: source.Token));

        Assert.Equal(2, optimizer.Iterations);
    }

    [Fact]
    public void Fit_Callbacks_AreCalledInTheOrderOfKeras()
    {
        var calls = new List<string>();
        var recorder = new LambdaCallback
        {
            TrainBegin = _ => calls.Add("train begin"),
            EpochBegin = (_, epoch) => calls.Add($"epoch {epoch} begin"),
            TrainBatchEnd = (context, batch) => calls.Add($"batch {batch}: {string.Join(' ', context.Logs.Keys)}"),
            EpochEnd = (context, epoch, logs) =>
            {
                calls.Add($"epoch {epoch} end: {string.Join(' ', logs.Keys)}");
                context.StopTraining = epoch == 1;
            },
            TrainEnd = _ => calls.Add("train end"),
        };
        var model = TinyRuns.Model();
        model.Compile(new Adam(1e-3));

        var history = model.Fit(
            TinyRuns.Rows(8).ToBatches(4), TinyRuns.Rows(4).ToBatches(4), epochs: 5, validationFreq: 2, callbacks: [recorder]);

        Assert.Equal(
            [
                "train begin", "epoch 0 begin", "batch 0: loss", "batch 1: loss", "epoch 0 end: loss",
                "epoch 1 begin", "batch 0: loss", "batch 1: loss", "epoch 1 end: loss val_loss", "train end",
            ],
            calls);
        Assert.Equal((2, 1), (history["loss"].Count, history["val_loss"].Count));
    }

    [Fact]
    public void Fit_RateThatACallbackLowers_IsThatOfTheNextEpoch()
    {
        var model = TinyRuns.Model();
        model.Compile(new SGD(0.5));
        var lower = new ReduceLearningRateOnPlateau("loss", factor: 0.1, patience: 1, minDelta: 1000);

        var history = model.Fit(TinyRuns.Rows(4).ToBatches(4), epochs: 3, callbacks: [lower]);

        Assert.Equal([0.5, 0.5, 0.05], history["learning_rate"]);
    }

    [Fact]
    public void Fit_SaveAndTrainOn_WorkAsWithATrainer()
    {
        using var folder = new TemporaryFolder();
        var model = TinyRuns.Model();
        model.Compile(new Adam(1e-3), Loss.SparseCategoricalCrossEntropy, "accuracy");
        var rows = TinyRuns.Rows(12);
        model.Fit(rows.ToBatches(4), epochs: 2);

        model.Save(folder["model"]);
        var opened = TinyRuns.Model(folder["model"]);
        Assert.Equal(model.Predict(rows.ToBatches(4)), opened.Predict(rows.ToBatches(5)));

        var untouched = TinyRuns.Model(folder["model"]);
        var arguments = TinyRuns.Arguments with { Epochs = 1, SaveStrategy = IntervalStrategy.No };
        new Trainer(model, arguments, rows).Train();
        new Trainer(untouched, arguments, rows).Train();
        Assert.Equal(TinyRuns.HashOfWeights(untouched), TinyRuns.HashOfWeights(model));
    }

    private static string Hash(
        string checkpoint, KernelVariant variant, int threads, Optimizer optimizer, long seed = 42, long shuffleSeed = 42)
    {
        using var device = new CpuDevice(variant, threads);
        var model = TinyRuns.Model(checkpoint, device);
        model.Compile(optimizer, Loss.SparseCategoricalCrossEntropy, Metric.SparseCategoricalAccuracy);
        model.Fit(TinyRuns.Rows(22).ToBatches(6, shuffle: true, seed: shuffleSeed), epochs: 2, seed: seed);
        return TinyRuns.HashOfWeights(model);
    }
}
