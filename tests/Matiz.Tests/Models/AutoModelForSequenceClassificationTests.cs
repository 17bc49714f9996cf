using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Models;
using Matiz.Tensors;
using Matiz.Testing;
using Matiz.Weights;

namespace Matiz.Tests.Models;

public sealed class AutoModelForSequenceClassificationTests
{
    private static readonly ClassLabel Three = new(["no", "yes", "perhaps"]);

    [Fact]
    public void FromPretrained_BaseCheckpoint_InitialisesTheHeadAndSaysSo()
    {
        var bert = AutoModelForSequenceClassification.FromPretrained(SharedFiles.Golden("tiny/bert/base"), Three);
        var distilBert = AutoModelForSequenceClassification.FromPretrained(SharedFiles.Golden("tiny/distilbert/base"), Three, seed: 7);

        Assert.Equal(
            ["classifier.weight, classifier.bias: initialised from seed 42 (not in the checkpoint); train before use."], bert.LoadingNotes);
        Assert.Equal(
            ["pre_classifier.weight, pre_classifier.bias, classifier.weight, classifier.bias: "
                + "initialised from seed 7 (not in the checkpoint); train before use."],
            distilBert.LoadingNotes);
        Assert.Equal(["no", "yes", "perhaps"], bert.Labels.Names);
        Assert.Equal(ProblemType.SingleLabelClassification, bert.ProblemType);
        Assert.Equal(["BertForSequenceClassification"], bert.Config.Architectures);
        Assert.Equal([3, 32], Named(bert, "classifier.weight").Shape);
        Assert.All(Named(bert, "classifier.bias").Value.ToArray(), value => Assert.Equal(0, value));
        Assert.InRange(Deviation(Named(distilBert, "pre_classifier.weight")), 0.0185, 0.0215);
    }

    [Fact]
    public void FromPretrained_NewHead_DependsOnTheSeedAlone()
    {
        string folder = SharedFiles.Golden("tiny/bert/base");
        float[] Head(ulong seed) =>
            Named(AutoModelForSequenceClassification.FromPretrained(folder, Three, seed: seed), "classifier.weight").Value.ToArray();

        Assert.Equal(Head(1), Head(1));
        Assert.NotEqual(Head(1), Head(2));
    }

    [Fact]
    public void FromPretrained_WithoutPooler_InitialisesItWithTheHead()
    {
        using var folder = new ModelFolderCopy(SharedFiles.Golden("tiny/bert/base"));
        folder.RewriteWeights(name => name.StartsWith("pooler.", StringComparison.Ordinal) ? null : name);

        Assert.Equal(
            ["bert.pooler.dense.weight, bert.pooler.dense.bias, classifier.weight, classifier.bias: "
                + "initialised from seed 42 (not in the checkpoint); train before use."],
            AutoModelForSequenceClassification.FromPretrained(folder.Path, Three).LoadingNotes);
    }

    [Fact]
    public void FromPretrained_OtherNumberOfLabels_MakesTheHeadAnewAndSaysSo()
    {
        var model = AutoModelForSequenceClassification.FromPretrained(SharedFiles.Golden("tiny/distilbert/sequence-classification"), Three);

        Assert.Equal(
            ["classifier.weight, classifier.bias: initialised from seed 42 (the checkpoint has classifier.weight [6, 32], "
                + "classifier.bias [6], 3 labels are asked for); train before use."],
            model.LoadingNotes);
        Assert.Equal([3, 32], Named(model, "classifier.weight").Shape);
    }

    [Fact]
    public void FromPretrained_ProblemType_IsRecorded()
    {
        string folder = SharedFiles.Golden("tiny/bert/base");

        Assert.Equal(
            ProblemType.MultiLabelClassification,
            AutoModelForSequenceClassification.FromPretrained(folder, Three, ProblemType.MultiLabelClassification).ProblemType);
        Assert.Equal(
            ProblemType.Regression, AutoModelForSequenceClassification.FromPretrained(folder, new ClassLabel(["score"])).ProblemType);
        Assert.Equal(
            "multi_label_classification",
            AutoModelForSequenceClassification.FromPretrained(
                SharedFiles.Golden("tiny/bert/sequence-classification"),
                problemType: ProblemType.MultiLabelClassification).Config.GetString("problem_type", null));
    }

    [Fact]
    public void FromPretrained_HeadOfAnotherShape_NamesTensorAndKey()
    {
        using var folder = new ModelFolderCopy(SharedFiles.Golden("tiny/bert/sequence-classification"));
        folder.SetConfig("id2label", new JsonObject { ["0"] = "no", ["1"] = "yes" });

        Assert.Equal(
            $"{folder.Path}: tensor 'classifier.weight' is [6, 32], but config.json (id2label) needs [2, 32]. "
                + "Do these files come from two different models?",
            Assert.Throws<CheckpointException>(() => AutoModelForSequenceClassification.FromPretrained(folder.Path)).Message);
    }

    [Fact]
    public void FromPretrained_WeightsOfAnotherHead_AreNamed()
    {
        using var folder = new ModelFolderCopy(SharedFiles.Golden("tiny/bert/base"));
        folder.RewriteWeights(
            name => name.StartsWith("pooler", StringComparison.Ordinal)
                ? name.Replace("pooler.dense", "cls.predictions", StringComparison.Ordinal)
                : "bert." + name);

        var notes = AutoModelForSequenceClassification.FromPretrained(folder.Path, Three).LoadingNotes;

        Assert.Equal("cls.predictions.bias, cls.predictions.weight: not used, this model has no place for them.", notes[1]);
    }

    [Fact]
    public void FromPretrained_ClassifierDropout_FallsBackToHiddenDropout()
    {
        using var folder = new ModelFolderCopy(SharedFiles.Golden("tiny/bert/sequence-classification"));
        folder.SetConfig("hidden_dropout_prob", 0.5);
        folder.SetConfig("classifier_dropout", 0.0);
        using var fallback = new ModelFolderCopy(folder.Path);
        fallback.SetConfig("classifier_dropout", null);
        var batch = new TokenBatch([2, 9, 11, 3], [0, 4]);

        Assert.NotEqual(Logits(folder.Path), Logits(fallback.Path));

        float[] Logits(string path)
        {
            var model = AutoModelForSequenceClassification.FromPretrained(path);
            using var tape = model.Device.NewTape(training: true, new StepRandomness(1, 1, 0));
            return model.Forward(tape, batch).ToArray();
        }
    }

    private static Parameter Named(SequenceClassificationModel model, string name) =>
        model.Parameters.Single(parameter => parameter.Name == name);

    private static double Deviation(Parameter parameter) => Math.Sqrt(parameter.Value.ToArray().Average(value => (double)value * value));
}
