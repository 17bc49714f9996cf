using Matiz.Data;
using Matiz.Metrics;
using Matiz.Reports.Html;
using Matiz.Tasks;
using Matiz.Tensors;
using Matiz.Training;

namespace Matiz.Tests.Tasks;

public sealed class TextTaskTests
{
    // A label of each kind for a model of three labels, of one for numbers.
    private static readonly Dictionary<LabelKind, Label> Labels = new()
    {
        [LabelKind.Index] = Label.OfIndex(1),
        [LabelKind.Indices] = Label.OfIndices([0, 2]),
        [LabelKind.Value] = Label.OfValue(0.25f),
    };

    public static TheoryData<string> Names => [.. TextTask.All.Select(task => task.Name.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void All_EveryTask_IsFoundByItsNameAndReadsItsLabels(string name)
    {
        var task = TextTask.For(new ProblemType(name));
        Assert.Equal(name, task.ToString());
        Assert.Same(LabelReaders.For(task.Name), task.LabelReader);
        Assert.Equal(task.Name.LabelKind, task.LabelKind);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void All_EveryTask_NamesMetricsThatAreComputedAndHaveWords(string name)
    {
        var task = TextTask.For(new ProblemType(name));
        Assert.Contains(task.DefaultMetric, task.MetricNames);
        Assert.Subset(task.MetricNames.ToHashSet(), task.Headlines.Concat(task.Curves).ToHashSet());
        Assert.All(task.Headlines.Concat(task.Curves), metric => Assert.True(ReportWords.Has("metric." + metric), metric));
        Assert.All(task.Headlines, metric => Assert.True(ReportWords.Has($"metric.{metric}.meaning"), metric));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void All_EveryTask_HasALossThatIsTheSameInDouble(string name)
    {
        var task = TextTask.For(new ProblemType(name));
        float[] logits = task.HasClasses ? [0.5f, -2, 1.25f] : [1.75f];
        var loss = task.NewLoss(
            new TaskRows([Labels[task.LabelKind], Labels[task.LabelKind]], [4, 4]),
            new LossOptions(logits.Length, task.WeighsClasses ? 0.1 : 0));
        using var tape = Device.Default.NewTape(training: false);

        float measured = Assert.Single(loss.Forward(tape, tape.NewTensor(1, logits.Length, logits), [1]).ToArray());

        Assert.Equal(loss.WideOf(1, logits), measured, 1e-6);
        Assert.Equal(1, loss.WeightOf(1, 0));
        Assert.Equal(1, task.UnitsOf(tokens: 7));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void All_EveryTask_DecidesALabelOfItsKindAndMeasuresIt(string name)
    {
        var task = TextTask.For(new ProblemType(name));
        float[] logits = task.HasClasses ? [0.5f, -2, 1.25f] : [1.75f];
        float[] scores = task.ScoresOf(logits);
        var decision = task.Decide(logits, scores, ModelCalibration.None, labels: null);
        var metrics = task.NewMetrics(logits.Length);

        metrics.Add(Labels[task.LabelKind], decision.Label, scores, loss: 1);

        Assert.Equal((task.LabelKind, true), (decision.Label.Kind, decision.IsGiven));
        Assert.Equal(task.MetricNames, metrics.Compute().Keys);
        Assert.Equal(task.HasClasses, metrics.ReportOf(["a", "b", "c"]) is not null);
    }

    [Fact]
    public void For_NameOfNoTask_ListsTheTasks() => Assert.Equal(
        "there is no task 'ranking'. One of single_label_classification, multi_label_classification, regression was expected. "
        + "Register a task of your own before (TextTask.Register).",
        Assert.Throws<DataException>(() => TextTask.For(new ProblemType("ranking"))).Message);

    [Fact]
    public void Register_NameThatIsTaken_IsRefused() => Assert.StartsWith(
        "there is a task 'regression' already. A name of its own was expected. Rename it.",
        Assert.Throws<ArgumentException>(() => TextTask.Register(new RegressionTask())).Message,
        StringComparison.Ordinal);

    [Fact]
    public void LabelReader_OfAnotherName_ReadsAsTheOneItStandsFor()
    {
        var task = new Grades();
        Assert.Equal(("grades", LabelKind.Index), (task.LabelReader.ProblemType.Name, task.LabelReader.Kind));
        Assert.Equal(LabelReaders.Index.Readings, task.LabelReader.Readings);
    }

    // Logits that differ and scores that do not: predictions, records and metrics all say the greatest logit.
    [Fact]
    public void Decide_ScoresThatRoundToEqualNumbers_GoesByTheLogits()
    {
        float[] logits = [0, 1e-8f];
        var task = TextTask.For(ProblemType.SingleLabelClassification);
        float[] scores = task.ScoresOf(logits);
        Assert.Equal(scores[0], scores[1]);

        var decision = task.Decide(logits, scores, ModelCalibration.None, labels: null);

        Assert.Equal(Label.OfIndex(1), decision.Label);
        var output = new PredictionOutput
        {
            Predictions = [logits],
            Scores = [scores],
            LabelIds = [Label.None],
            Losses = null,
            TokenCounts = [2],
            DroppedTokens = [0],
            Metrics = new Dictionary<string, double?>(),
        };
        Assert.Equal(decision.Label, Assert.Single(PredictionRecord.FromRows([new Row("a")], output, task.Name)).Predicted);
        var metrics = new ClassificationMetrics(2);
        metrics.Add(Label.OfIndex(1), decision.Label, scores);
        Assert.Equal(1, metrics.Accuracy);
    }

    private sealed class Grades() : SingleLabelTask("grades");
}
