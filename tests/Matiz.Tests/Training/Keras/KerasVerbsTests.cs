using Matiz.Data;
using Matiz.Metrics;
using Matiz.Models;
using Matiz.Tensors;
using Matiz.Testing;
using Matiz.Training;
using Matiz.Training.Keras;
using AdamW = Matiz.Training.Keras.AdamW;

namespace Matiz.Tests.Training.Keras;

public sealed class KerasVerbsTests
{
    public static TheoryData<KernelVariant> Variants => [.. KernelVariants.Available];

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
