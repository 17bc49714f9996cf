using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Files;
using Matiz.Models;
using Matiz.Testing;
using Matiz.Weights;

namespace Matiz.Tests.Models;

/// <summary>Which heads are kept, which are refused and which are made anew, and under which labels.</summary>
public sealed class HeadTests
{
    private static readonly string[] Names = ["sadness", "joy", "love", "anger", "fear", "surprise"];

    public static TheoryData<string> Classifiers => [.. TinyModels.Names];

    public static TheoryData<string, string> HeadTensors =>
        new(Architecture.All.SelectMany(architecture => architecture.Heads[0].Tensors.Select(name => (architecture.ModelType, name))));

    [Theory]
    [MemberData(nameof(Classifiers))]
    public void FromPretrained_WholeHeadWithoutClassOrNames_GivesTheReferencesLogits(string architecture)
    {
        using var expected = new ExpectedModel(architecture, "sequence-classification");
        using var folder = new ModelFolderCopy(expected.Folder);
        foreach (string key in (string[])["architectures", "id2label", "label2id", "num_labels", "problem_type"]) folder.RemoveConfig(key);

        var model = AutoModelForSequenceClassification.FromPretrained(folder.Path);

        using var tape = model.Device.NewTape(training: false);
        var differences = new Differences();
        differences.Add("logits", expected.Read("logits"), model.Forward(tape, expected.Batch).ToArray(), 2e-5);
        differences.AssertSmall();
        Assert.Empty(model.LoadingNotes);
        Assert.Equal(["LABEL_0", "LABEL_1", "LABEL_2", "LABEL_3", "LABEL_4", "LABEL_5"], model.Labels.Names);
        Assert.Equal(ProblemType.SingleLabelClassification, model.ProblemType);
        Assert.True(AutoModelForSequenceClassification.IsClassifier(ModelFiles.InFolder(folder.Path)));
    }

    [Fact]
    public void Save_WholeHeadWithoutNames_OpensAgainWithTheSameLogits()
    {
        using var expected = new ExpectedModel("bert", "sequence-classification");
        using var folder = new ModelFolderCopy(expected.Folder);
        foreach (string key in (string[])["architectures", "id2label", "label2id"]) folder.RemoveConfig(key);
        AutoModelForSequenceClassification.FromPretrained(folder.Path).Save(folder.Path);

        Assert.Equal(6, AutoModelForSequenceClassification.FromPretrained(folder.Path).Labels.Count);
    }

    [Theory]
    [MemberData(nameof(HeadTensors))]
    public void FromPretrained_HeadWithoutOneOfItsTensors_IsRefusedByName(string architecture, string missing)
    {
        using var folder = new ModelFolderCopy(TinyModels.Folder(architecture, "sequence-classification"));
        folder.RewriteWeights(name => name == missing ? null : name);

        Assert.StartsWith(
            $"{folder.Path}: the classification head is not whole in the weights: '{missing}' is missing. "
                + "A trained classifier was expected.",
            Assert.Throws<CheckpointException>(() => AutoModelForSequenceClassification.FromPretrained(folder.Path)).Message,
            StringComparison.Ordinal);
        Assert.False(AutoModelForSequenceClassification.IsClassifier(ModelFiles.InFolder(folder.Path)));
        Assert.Contains(
            AutoModelForSequenceClassification.FromPretrained(folder.Path, new ClassLabel(Names)).LoadingNotes,
            note => note.StartsWith($"{missing}: initialised from seed 42 (not in the checkpoint)", StringComparison.Ordinal));
        Assert.Single(AutoModelForSequenceClassification.FromPretrained(folder.Path, new ClassLabel(Names)).LoadingWarnings);
    }

    [Theory]
    [InlineData("bert", "BertModel")]
    [InlineData("bert", "BertForSequenceClassification")]
    [InlineData("bert", "BertForMaskedLM")]
    [InlineData("bert", null)]
    [InlineData("distilbert", "DistilBertForSequenceClassification")]
    [InlineData("distilbert", null)]
    public void FromPretrained_BaseCheckpoint_IsNoClassifierWhateverItsConfigSays(string architecture, string? className)
    {
        using var folder = new ModelFolderCopy(SharedFiles.Golden($"tiny/{architecture}/base"));
        folder.SetConfig("architectures", className is null ? null : new JsonArray(className));
        folder.SetConfig("id2label", new JsonObject { ["0"] = "no", ["1"] = "yes" });

        Assert.Contains(
            "'classifier.weight', 'classifier.bias' are missing.",
            Assert.Throws<CheckpointException>(() => AutoModelForSequenceClassification.FromPretrained(folder.Path)).Message,
            StringComparison.Ordinal);
        Assert.False(AutoModelForSequenceClassification.IsClassifier(ModelFiles.InFolder(folder.Path)));
    }

    [Fact]
    public void FromPretrained_HeadUnderOtherNames_ListsThem()
    {
        using var folder = new ModelFolderCopy(SharedFiles.Golden("tiny/distilbert/sequence-classification"));
        folder.RewriteWeights(
            name => name.Replace("pre_classifier", "score_dense", StringComparison.Ordinal)
            .Replace("classifier", "score", StringComparison.Ordinal));

        Assert.Contains(
            "'pre_classifier.weight', 'pre_classifier.bias', 'classifier.weight', 'classifier.bias' are missing. "
            + "The file has 'score.bias', 'score.weight', 'score_dense.bias' …, for which a text classifier has no place.",
            Assert.Throws<CheckpointException>(() => AutoModelForSequenceClassification.FromPretrained(folder.Path)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BertForTokenClassification")]
    [InlineData("BertForMultipleChoice")]
    public void FromPretrained_HeadOfAnotherTaskUnderTheSameNames_IsRefused(string className)
    {
        using var folder = new ModelFolderCopy(SharedFiles.Golden("tiny/bert/sequence-classification"));
        folder.SetConfig("architectures", new JsonArray(className));

        Assert.StartsWith(
            $"{folder.ConfigPath}: 'architectures' is {className}, whose head answers another question than the class of a text.",
            Assert.Throws<ModelException>(() => AutoModelForSequenceClassification.FromPretrained(folder.Path)).Message,
            StringComparison.Ordinal);
        Assert.False(AutoModelForSequenceClassification.IsClassifier(ModelFiles.InFolder(folder.Path)));
        Assert.Contains(
            $"(the checkpoint's head is that of {className})",
            Assert.Single(AutoModelForSequenceClassification.FromPretrained(folder.Path, new ClassLabel(Names)).LoadingWarnings),
            StringComparison.Ordinal);
    }

    [Fact]
    public void FromPretrained_SetFitFolder_SaysWhereItsHeadIs()
    {
        using var folder = new ModelFolderCopy(SharedFiles.Golden("tiny/bert/base"));
        File.WriteAllText(folder.File("model_head.pkl"), "");

        Assert.Contains(
            "This is a folder of SetFit, whose head is a pickle (model_head.pkl) that only Python reads: "
                + "fit a head here with FeatureRunOptions.SaveModel, or fine-tune:",
            Assert.Throws<CheckpointException>(() => AutoModelForSequenceClassification.FromPretrained(folder.Path)).Message,
            StringComparison.Ordinal);
        Assert.NotNull(AutoModel.FromPretrained(folder.Path));
    }

    [Fact]
    public void FromPretrained_SameNamesInAnotherOrder_KeepsTheModelsOrder()
    {
        string folder = SharedFiles.Golden("tiny/bert/sequence-classification");

        var model = AutoModelForSequenceClassification.FromPretrained(folder, new ClassLabel([.. Names.Order(StringComparer.Ordinal)]));

        Assert.Equal(Names, model.Labels.Names);
        Assert.Equal(
            ["the labels keep the order of the model: 'sadness', 'joy', 'love', 'anger', 'fear', 'surprise'."], model.LoadingNotes);
        Assert.Empty(model.LoadingWarnings);
        Assert.Equal(Head(AutoModelForSequenceClassification.FromPretrained(folder)), Head(model));
    }

    [Theory]
    [InlineData("sadness,joy,love,anger,fear,Surprise")]
    [InlineData("0,1,2,3,4,5")]
    [InlineData("LABEL_0,LABEL_1,LABEL_2,LABEL_3,LABEL_4,LABEL_5")]
    public void FromPretrained_OtherNamesOfTheSameNumber_MakesTheHeadAnewAndWarns(string names)
    {
        string folder = SharedFiles.Golden("tiny/bert/sequence-classification");

        var model = AutoModelForSequenceClassification.FromPretrained(folder, new ClassLabel(names.Split(',')));

        Assert.Equal(names.Split(','), model.Labels.Names);
        Assert.StartsWith(
            "classifier.weight, classifier.bias: initialised from seed 42 (the checkpoint's labels are 'sadness', 'joy', 'love', 'anger', "
                + "'fear', 'surprise'; ",
            Assert.Single(model.LoadingWarnings), StringComparison.Ordinal);
        Assert.Equal(
            names[0] == '0', model.LoadingWarnings[0].Contains(
            "name them so: DataOptions.LabelNames keeps the head", StringComparison.Ordinal));
        Assert.NotEqual(Head(AutoModelForSequenceClassification.FromPretrained(folder)), Head(model));
    }

    [Fact]
    public void FromPretrained_NumberedLabelsOfTheModelInAnotherOrder_AreMatchedByName()
    {
        using var folder = new ModelFolderCopy(SharedFiles.Golden("tiny/bert/sequence-classification"));
        folder.SetConfig("id2label", new JsonObject { ["0"] = 5, ["1"] = 4, ["2"] = 3, ["3"] = 2, ["4"] = 1, ["5"] = 0 });

        var model = AutoModelForSequenceClassification.FromPretrained(folder.Path, new ClassLabel(["0", "1", "2", "3", "4", "5"]));

        Assert.Equal(["5", "4", "3", "2", "1", "0"], model.Labels.Names);
        Assert.Empty(model.LoadingWarnings);
    }

    [Fact]
    public void FromPretrained_RegressionGoesOn_UnderItsOwnName()
    {
        using var folder = new ModelFolderCopy(SharedFiles.Golden("tiny/bert/base"));
        AutoModelForSequenceClassification.FromPretrained(folder.Path, new ClassLabel(["stars"]), ProblemType.Regression).Save(folder.Path);

        var model = AutoModelForSequenceClassification.FromPretrained(folder.Path, new ClassLabel(["LABEL_0"]), ProblemType.Regression);
        var classes = AutoModelForSequenceClassification.FromPretrained(
            folder.Path, new ClassLabel(["stars"]), ProblemType.MultiLabelClassification);

        Assert.Equal(["stars"], model.Labels.Names);
        Assert.Empty(model.LoadingNotes);
        Assert.Contains(
            "(the checkpoint's head gives numbers, classes are asked for)", Assert.Single(classes.LoadingWarnings),
            StringComparison.Ordinal);
    }

    [Fact]
    public void FromPretrained_NamesThatStandTwice_AreKeptWithAWarning()
    {
        using var folder = new ModelFolderCopy(SharedFiles.Golden("tiny/bert/sequence-classification"));
        folder.SetConfig("id2label", new JsonObject { ["0"] = "a", ["1"] = "b", ["2"] = "a", ["3"] = "c", ["4"] = "d", ["5"] = "e" });

        var model = AutoModelForSequenceClassification.FromPretrained(folder.Path);

        Assert.Equal(["a", "b", "a", "c", "d", "e"], model.Labels.Names);
        Assert.StartsWith(
            $"{folder.ConfigPath}: 'id2label' has the names 'a' more than once. Kept;", Assert.Single(model.LoadingWarnings),
            StringComparison.Ordinal);
    }

    [Fact]
    public void FromPretrained_FewerLayersThanTheWeights_Warns()
    {
        using var folder = new ModelFolderCopy(SharedFiles.Golden("tiny/bert/sequence-classification"));
        folder.SetConfig("num_hidden_layers", 1);
        const string Note = "config.json has 1 layer ('num_hidden_layers'), the weights have 2: those above are not used. "
            + "Where that is not meant, correct config.json.";

        Assert.Equal([Note], AutoModelForSequenceClassification.FromPretrained(folder.Path).LoadingWarnings);
        Assert.Equal([Note], AutoModel.FromPretrained(folder.Path).LoadingWarnings);
    }

    [Fact]
    public void FromPretrained_FewerLayersThanTheWeights_WarnsWhateverLayersAreCalled()
    {
        using var folder = new ModelFolderCopy(TinyModels.Folder("modernbert", ModelHead.SequenceClassification));
        folder.SetConfig("num_hidden_layers", 2);
        folder.RemoveConfig("layer_types");

        Assert.Equal(
            ["config.json has 2 layers ('num_hidden_layers'), the weights have 4: those above are not used. "
                + "Where that is not meant, correct config.json."],
            AutoModelForSequenceClassification.FromPretrained(folder.Path).LoadingWarnings);
    }

    private static float[] Head(SequenceClassificationModel model) =>
        model.Parameters.Single(parameter => parameter.Name == "classifier.weight").Value.ToArray();
}
