using Matiz.Data;
using Matiz.Features;
using Matiz.Inference;
using Matiz.Learning;
using Matiz.Tensors;
using Matiz.Testing;
using Matiz.Tokenizers;
using Matiz.Training;

namespace Matiz.Tests.Features;

public sealed class FeatureRouteTests
{
    private static readonly string Encoder = SharedFiles.Golden("tiny/bert/base");

    private static DatasetDict Data { get; } = new(TinyRuns.Rows(120), TinyRuns.Rows(30, "validation"), TinyRuns.Rows(18, "test"));

    [Theory]
    [InlineData(Pooling.Cls, null)]
    [InlineData(Pooling.Mean, null)]
    [InlineData(Pooling.Max, 1)]
    public void Run_IsLogisticRegressionOnTheFeatures(Pooling pooling, int? layer)
    {
        var extractor = FeatureExtractor.Load(Encoder, new FeatureOptions { Pooling = pooling, Layer = layer });
        var expected = new LogisticRegression(new LogisticRegressionOptions { MaxIterations = 3000 });
        int[] labels = [.. Data["train"].Select(row => row.Label.Index)], truth = [.. Data["validation"].Select(row => row.Label.Index)];
        expected.Fit(DatasetFeatures.Extract(extractor, Data["train"]), labels);
        var validation = DatasetFeatures.Extract(extractor, Data["validation"]);

        var result = FeatureRoute.Run(extractor, Data);

        var probabilities = expected.PredictProbabilities(validation);
        for (int row = 0; row < truth.Length; row++)
        {
            for (int k = 0; k < 6; k++) Assert.Equal(probabilities[row][k], result.Outputs["validation"].Scores[row][k], 1e-5);
            Assert.Equal(-Math.Log(probabilities[row][truth[row]]), result.Outputs["validation"].Losses![row], 1e-4);
        }

        Assert.Equal(expected.Accuracy(validation, truth), result.Metrics["eval_accuracy"]!.Value, 1e-9);
        Assert.Equal(1 / 6.0, result.Metrics["eval_dummy_accuracy"]!.Value, 1e-9);
        Assert.Equal(Math.Log(6), result.DummyMetrics["test_loss"]!.Value, 1e-6);
        Assert.Equal(["test", "validation"], result.Outputs.Keys.Order());
        Assert.Equal(0.5, result.DummyMetrics["test_roc_auc_ovr"]!.Value, 1e-9);
    }

    [Theory]
    [InlineData(Pooling.Cls, null)]
    [InlineData(Pooling.Mean, null)]
    [InlineData(Pooling.Cls, 1)]
    [InlineData(Pooling.Max, 1)]
    public void SavedModel_GivesTheLogitsOfThePredictions(Pooling pooling, int? layer)
    {
        using var folder = new TemporaryFolder();
        foreach (string encoder in (string[])["bert", "distilbert"])
        {
            var extractor = FeatureExtractor.Load(
                SharedFiles.Golden($"tiny/{encoder}/base"), new FeatureOptions { Pooling = pooling, Layer = layer },
                new InferenceOptions { MaxLength = 12 });
            var result = FeatureRoute.Run(extractor, Data, new FeatureRouteOptions { WithMap = false });

            result.Model.Save(folder[encoder]);
            var classifier = TextClassifier.Load(folder[encoder], new InferenceOptions { MaxLength = 12, TokenBound = 40 });

            Assert.Equal(Data.Labels!.Names, classifier.Labels.Names);
            var predictions = classifier.Classify(Data["test"].Select(row => new TextInput(row.Text))).ToList();
            Assert.Equal(result.Outputs["test"].Predictions, predictions.Select(prediction => prediction.Logits));
            Assert.Equal(result.Outputs["test"].TokenCounts, predictions.Select(prediction => prediction.TokenCount));
            Assert.Equal(result.Outputs["test"].DroppedTokens, predictions.Select(prediction => prediction.DroppedTokens));
        }
    }

    [Fact]
    public void TwoClasses_HaveTwoLogits_WhoseSoftmaxIsTheSigmoid()
    {
        using var folder = new TemporaryFolder();
        var rows = Dataset.From(
            Enumerable.Range(0, 40), i => i % 2 == 0 ? $"glad {i}" : $"mad and {i}", i => i % 2 == 0 ? "LABEL_0" : "LABEL_1");
        var extractor = FeatureExtractor.Load(Encoder);

        var result = FeatureRoute.Run(extractor, new DatasetDict(rows, Named(rows, "test")));

        var regression = Assert.IsType<LogisticRegression>(Assert.Single(result.Classifiers));
        var expected = regression.PredictProbabilities(DatasetFeatures.Extract(extractor, rows));
        Assert.All(result.Outputs["test"].Predictions, logits => Assert.Equal(0, logits[0] + logits[1], 1e-5));
        for (int row = 0; row < rows.Count; row++) Assert.Equal(expected[row][1], result.Outputs["test"].Scores[row][1], 1e-5);
        result.Model.Save(folder.Root);
        Assert.Equal(result.Outputs["test"].Predictions[0], TextClassifier.Load(folder.Root).Classify(rows[0].Text).Logits);
    }

    [Fact]
    public void ClassWithoutRows_IsNeverAnswered_AndWarnedOf()
    {
        var labels = new ClassLabel(["a", "b", "c", "d"]);
        Dataset Rows(string name, string[] names) => Dataset.From(
            Enumerable.Range(0, 12), i => $"word {i % names.Length} of {i}", i => names[i % names.Length], labels: labels, name: name);

        var result = FeatureRoute.Run(
            FeatureExtractor.Load(Encoder), new DatasetDict(Rows("train", ["a", "d"]), Rows("test", ["a", "b", "c", "d"])));

        Assert.Equal(
            ["train: no row has the label 'b', 'c'. The classifier never answers it. Add rows, or leave it out."],
            result.Warnings.Where(warning => warning.Contains("label", StringComparison.Ordinal)));
        Assert.All(result.Outputs["test"].Scores, scores =>
        {
            Assert.Equal(1, scores[0] + scores[3], 1e-6);
            Assert.InRange(scores[1] + scores[2], 0, 1e-30);
        });
        Assert.True(result.Metrics["test_loss"] is > 10 and < 100);
        Assert.NotNull(result.DummyMetrics["test_loss"]);
    }

    [Fact]
    public void SeveralLabels_AreOneRegressionEach()
    {
        using var folder = new TemporaryFolder();
        string[][] sets = [["a"], ["a", "b"], [], ["b", "always"]];
        var labels = new ClassLabel(["a", "always", "b", "never"]);
        Dataset Rows(string name) => Dataset.From(
            Enumerable.Range(0, 40), i => $"word {i % 4} and {i}",
            i => name == "train" ? sets[i % 4].Append("always").Distinct() : sets[i % 4], labels: labels, name: name);
        var extractor = FeatureExtractor.Load(Encoder);

        var result = FeatureRoute.Run(extractor, new DatasetDict(Rows("train"), Rows("test")));

        Assert.Equal([true, false, true, false], result.Classifiers.Select(classifier => classifier is not null));
        var expected = new LogisticRegression(new LogisticRegressionOptions { MaxIterations = 3000 });
        expected.Fit(
            DatasetFeatures.Extract(extractor, Rows("train")), [.. Rows("train").Select(row => row.Label.Indices.Contains(0) ? 1 : 0)]);
        var probabilities = expected.PredictProbabilities(DatasetFeatures.Extract(extractor, Rows("test")));
        for (int row = 0; row < 40; row++) Assert.Equal(probabilities[row][1], result.Outputs["test"].Scores[row][0], 1e-5);
        Assert.All(result.Outputs["test"].Scores, scores => Assert.Equal((1f, 0f), (scores[1], MathF.Round(scores[3], 6))));
        Assert.Contains("test_subset_accuracy", result.Metrics.Keys);
        Assert.Contains("test_subset_accuracy", result.DummyMetrics.Keys);
        Assert.DoesNotContain("test_dummy_accuracy", result.Metrics.Keys);
        result.Model.Save(folder.Root);
        Assert.Equal(ProblemType.MultiLabelClassification, TextClassifier.Load(folder.Root).ProblemType);
    }

    [Fact]
    public void ClassWeights_AreThoseOfTheRegression()
    {
        var rows = TinyRuns.Rows(120).Filter(row => row.Label.Index is not 2 || row.Source.Line % 3 == 0);
        var data = new DatasetDict(rows);
        var extractor = FeatureExtractor.Load(Encoder);
        var balanced = new LogisticRegression(new LogisticRegressionOptions { MaxIterations = 3000, ClassWeight = ClassWeight.Balanced });
        balanced.Fit(DatasetFeatures.Extract(extractor, rows), [.. rows.Select(row => row.Label.Index)]);
        var named = ClassWeights.From(rows.Labels!.Names.ToDictionary(name => name, name => name == "joy" ? 4.0 : 1.0));

        var result = FeatureRoute.Run(extractor, data, new FeatureRouteOptions { ClassWeights = ClassWeights.Balanced });
        var other = FeatureRoute.Run(extractor, data, new FeatureRouteOptions { ClassWeights = named });

        Assert.Equal(balanced.Coefficients.ToArray(), result.Classifiers[0]!.Coefficients.ToArray());
        Assert.NotEqual(balanced.Coefficients.ToArray(), other.Classifiers[0]!.Coefficients.ToArray());
    }

    [Fact]
    public void Run_AnyNumberOfThreads_SameBits()
    {
        float[][][] logits = [.. new[] { 1, 3 }.Select(threads =>
        {
            using var device = new CpuDevice(threads: threads);
            return FeatureRoute.Run(
                FeatureExtractor.Load(Encoder, device: device), Data,
                new FeatureRouteOptions { Threads = threads }).Outputs["test"].Predictions.ToArray();
        })];
        Assert.Equal(logits[0], logits[1]);
    }

    [Fact]
    public void Regression_SaysWhatToDo() => Assert.Equal(
        "the labels are numbers (regression). The feature route classifies: labels that are classes were expected. "
        + "Fine-tune a regression with train, or name classes.",
        Assert.Throws<TrainingException>(() => FeatureRoute.Run(
            FeatureExtractor.Load(Encoder), new DatasetDict(Dataset.From(["a", "b"], text => text, text => 1.5f)))).Message);

    [Fact]
    public void OneClass_SaysWhich() => Assert.Equal(
        "all 3 rows of 'train' have the label 'x'. At least two classes were expected. Give rows of another class.",
        Assert.Throws<DataException>(() => FeatureRoute.Run(
            FeatureExtractor.Load(Encoder), new DatasetDict(Dataset.From(["a", "b", "c"], text => text, _ => "x")))).Message);

    [Fact]
    public void OneRowSplit_IsWarnedOf() => Assert.Contains(
        "test: there is a single row. Kept; numbers of one row say little.",
        FeatureRoute.Run(FeatureExtractor.Load(Encoder), new DatasetDict(TinyRuns.Rows(30), TinyRuns.Rows(1, "test"))).Warnings);

    [Fact]
    public void Map_IsUmapOfTheScaledTrainingFeatures()
    {
        using var folder = new TemporaryFolder();
        var extractor = FeatureExtractor.Load(Encoder, new FeatureOptions { Pooling = Pooling.Mean });
        var scaler = new MinMaxScaler();
        var features = DatasetFeatures.Extract(extractor, Data["train"]);
        scaler.Fit(features);
        var scaled = scaler.Transform(features);
        var expected = new Umap(new UmapOptions { Metric = NeighborMetric.Cosine, Seed = 7 }).Fit(scaled).Embedding;

        var result = FeatureRoute.Run(extractor, Data, new FeatureRouteOptions { Seed = 7 });

        var map = result.Map!;
        Assert.Equal(expected.Values, map.Embedding.Values);
        Assert.Equal(Data["train"].Select(row => row.Label.Index), map.Labels);
        Assert.Equal(
            ("train", "mean", "cosine", 15, 0.1, 7L, 120),
            (map.Split, map.Pooling, map.Metric, map.NeighborCount, map.MinDistance, map.Seed, map.TrustworthinessRows));
        Assert.Equal(Trustworthiness.Compute(scaled, expected, 15, NeighborMetric.Cosine), map.Trustworthiness15!.Value, 1e-12);
        Assert.Equal(map.Trustworthiness5, result.Metrics["umap_trustworthiness_5"]);
        Assert.Equal(map.Trustworthiness15, result.Metrics["umap_trustworthiness_15"]);
        result.Save(folder.Root);
        Assert.Equal(map.Embedding.Values, FeatureMap.Load(folder.Root)!.Embedding.Values);
    }

    [Fact]
    public void WithoutMap_NothingIsDrawn()
    {
        using var folder = new TemporaryFolder();
        var result = FeatureRoute.Run(FeatureExtractor.Load(Encoder), Data, new FeatureRouteOptions { WithMap = false });
        result.Save(folder.Root);
        Assert.Null(result.Map);
        Assert.DoesNotContain(result.Metrics.Keys, key => key.StartsWith("umap", StringComparison.Ordinal));
        Assert.Equal(["baselines.json"], Directory.GetFiles(folder.Root).Select(Path.GetFileName));
    }

    [Fact]
    public void FewerRowsThanNeighbors_IsWarnedOf_AndNotMeasured()
    {
        var result = FeatureRoute.Run(FeatureExtractor.Load(Encoder), new DatasetDict(TinyRuns.Rows(12)));
        Assert.Null(result.Map!.Trustworthiness15);
        Assert.NotNull(result.Map.Trustworthiness5);
        Assert.Equal(11, result.Map.NeighborCount);
        Assert.Contains(result.Warnings, warning => warning.StartsWith("map: ", StringComparison.Ordinal));
    }

    [Fact]
    public void Save_ThenLoad_BaselinesAreEqual()
    {
        using var folder = new TemporaryFolder();
        var result = FeatureRoute.Run(FeatureExtractor.Load(Encoder, new FeatureOptions { Pooling = Pooling.Mean, Layer = 1 }), Data);

        result.Save(folder.Root);
        var read = Baselines.Load(folder.Root)!;

        Assert.Equal(("mean", 1), (read.Pooling, read.Layer));
        Assert.Equal(
            result.DummyMetrics.OrderBy(pair => pair.Key, StringComparer.Ordinal),
            read.Dummy.OrderBy(pair => pair.Key, StringComparer.Ordinal));
        Assert.Equal(
            result.Baselines.Features.OrderBy(pair => pair.Key, StringComparer.Ordinal),
            read.Features.OrderBy(pair => pair.Key, StringComparer.Ordinal));
        Assert.Null(Baselines.Load(folder["elsewhere"]));
        File.WriteAllText(folder["baselines.json"], "[]");
        Assert.StartsWith(
            $"{folder["baselines.json"]}: these are no baselines of a run.",
            Assert.Throws<TrainingException>(() => Baselines.Load(folder.Root)).Message, StringComparison.Ordinal);
    }

    internal static Dataset Named(Dataset rows, string name) => Dataset.From(
        rows, row => row.Text, row => rows.Labels!.NameOf(row.Label.Index), labels: rows.Labels, name: name);
}
