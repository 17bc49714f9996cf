using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Inference;
using Matiz.Metrics;
using Matiz.Models;
using Matiz.Reports;
using Matiz.Runs;
using Matiz.Tasks;
using Matiz.Testing;
using Matiz.Training;

namespace Matiz.Extensions.Tests;

/// <summary>
/// A task and a metric of one's own are registered, trained, asked, measured, saved, opened again, compared and reported.
/// </summary>
public sealed class OwnTaskTests : IDisposable
{
    private const string Name = "ordinal_classification", Metric = "quadratic_kappa";

    private static readonly string[] Grades = ["bad", "fair", "good"];
    private static readonly string[] Texts = ["what a sad and awful day", "a day like any other day", "i feel great and so happy"];

    private readonly string _folder = Directory.CreateTempSubdirectory("matiz-own-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [ModuleInitializer]
    internal static void Register()
    {
        TextTask.Register(new OrdinalTask());
        MetricCatalog.Register(OwnMetric.QuadraticKappa);
    }

    [Fact]
    public void Register_Task_IsFoundByItsName()
    {
        var task = TextTask.For(ProblemType.Parse(Name));
        Assert.IsType<OrdinalTask>(task);
        Assert.Equal((LabelKind.Index, true), (task.LabelKind, task.HasClasses));
        Assert.Equal([.. MetricCatalog.SingleLabel], task.MetricNames);
        Assert.Equal(Metric, task.MetricNames[^1]);
        Assert.StartsWith(
            $"there is a task '{Name}' already. A name of its own was expected.",
            Assert.Throws<ArgumentException>(() => TextTask.Register(new OrdinalTask())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ByItsName_ReadsItsLabels()
    {
        string path = Path.Combine(_folder, "days.csv");
        File.WriteAllText(path, "text,label\na,fair\nb,bad\n");

        var data = Dataset.Load(path, options: new DataOptions { ProblemType = ProblemType.Parse(Name), LabelNames = Grades });

        Assert.Equal(Name, data.ProblemType.Name);
        Assert.Equal([1, 0], data["train"].Select(row => row.Label.Index));
    }

    [Fact]
    public void Register_Metric_IsInTheCatalogOnce()
    {
        Assert.Equal(Metric, MetricCatalog.Find("eval_" + Metric).Name);
        Assert.DoesNotContain(Metric, MetricCatalog.Regression);
        Assert.StartsWith(
            $"there is a metric '{Metric}' for these rows already.",
            Assert.Throws<ArgumentException>(() => MetricCatalog.Register(OwnMetric.QuadraticKappa)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Trained_ItsLossFalls_AndItsMetricChoosesTheBestModel()
    {
        var result = Train("run", epochs: 12);

        var losses = result.History.Where(entry => entry.Loss is not null).Select(entry => entry.Loss!.Value).ToList();
        Assert.True(losses[^1] < losses[0] / 2, $"from {losses[0]} to {losses[^1]}");
        Assert.Equal(1, result.Best[Metric]);
        Assert.Equal(1, result.Best["accuracy"]);
    }

    [Fact]
    public void Saved_ItIsOpenedAgainByItsName_AndAnswersAndMeasuresAsBefore()
    {
        Train("run", epochs: 12);

        string config = File.ReadAllText(Path.Combine(_folder, "run", "config.json"));
        Assert.Equal(Name, JsonNode.Parse(config)!["problem_type"]!.GetValue<string>());
        var classifier = TextClassifier.Load(Path.Combine(_folder, "run"));
        Assert.Equal(Name, classifier.ProblemType.Name);
        Assert.Equal(Grades, Texts.Select(text => classifier.Classify(text).Label));
        var evaluation = new StreamedEvaluation(classifier.Model);
        evaluation.Add(Rows(classifier.Labels));
        Assert.Equal(1, evaluation.Metrics[Metric]);
        Assert.Equal(3, evaluation.Report!.Classes.Count);
        var results = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, "run", "all_results.json")))!;
        Assert.Equal(1, results["eval_" + Metric]!.GetValue<double>());
        using var stream = new MemoryStream();
        using (var json = new System.Text.Json.Utf8JsonWriter(stream))
            new Answer(new Row(Texts[2]), classifier.Classify(Texts[2]), topK: 1).WriteTo(json);
        var answer = JsonNode.Parse(stream.ToArray())!.AsObject();
        Assert.Equal(("good", 2), (answer["label"]!.GetValue<string>(), answer["label_index"]!.GetValue<int>()));
        Assert.Equal("good", Assert.Single(answer["scores"]!.AsObject()).Key);
    }

    [Fact]
    public void Runs_AreReadComparedAndReported()
    {
        Train("a", epochs: 1);
        Train("b", epochs: 12);
        var (a, b) = (RunRecord.Load(Path.Combine(_folder, "a")), RunRecord.Load(Path.Combine(_folder, "b")));

        var comparison = RunComparison.Compare(a, b, resamples: 50);

        Assert.IsType<OrdinalTask>(a.Task);
        var (_, kappa) = Assert.Single(comparison.Metrics, metric => metric.Name == Metric);
        Assert.Equal((a.Results["eval_" + Metric], 1.0), (kappa.A, kappa.B));
        Assert.True(kappa.Difference > 0 && double.IsFinite(kappa.Low) && double.IsFinite(kappa.High));
        string page = Report.OfRun(b.Path).ToHtml();
        Assert.Contains($"<code>{Metric}</code>", page, StringComparison.Ordinal);
        Assert.Contains(OwnMetric.QuadraticKappa.Meaning, page, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"calibration\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void ClassWeights_WhichItDoesNotHave_AreRefused()
    {
        var model = NewModel();
        Assert.StartsWith(
            $"label smoothing or class weights are set for {Name};",
            Assert.Throws<TrainingException>(
                () => new Trainer(model, new TrainingArguments { LabelSmoothing = 0.1 }, Rows(model.Labels)).Train()).Message,
            StringComparison.Ordinal);
    }

    private TrainingResult Train(string run, int epochs)
    {
        var model = NewModel();
        var arguments = new TrainingArguments
        {
            Epochs = epochs,
            BatchSize = 6,
            LearningRate = 5e-3,
            LoggingSteps = 1,
            OutputDirectory = Path.Combine(_folder, run),
            Metric = TextTask.For(model).DefaultMetric,
            LoadBestModelAtEnd = true,
            SaveStrategy = IntervalStrategy.Epoch,
        };
        return new Trainer(model, arguments, Rows(model.Labels), Rows(model.Labels)).Train();
    }

    private static SequenceClassificationModel NewModel() => AutoModelForSequenceClassification.FromPretrained(
        SharedFiles.Golden("tiny/bert/base"), new ClassLabel(Grades), new ProblemType(Name));

    private static Dataset Rows(ClassLabel labels) => Dataset.From(
        Enumerable.Range(0, 18), i => Texts[i % 3] + (i < 3 ? "" : $" {i}"), i => Grades[i % 3], labels: labels);
}
