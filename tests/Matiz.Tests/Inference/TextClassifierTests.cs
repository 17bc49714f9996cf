using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Inference;
using Matiz.Models;
using Matiz.Tensors;
using Matiz.Testing;
using Matiz.Tests.Models;
using Matiz.Tokenizers;

namespace Matiz.Tests.Inference;

public sealed class TextClassifierTests
{
    public static TheoryData<string, KernelVariant> Cases => ExpectedModel.Cases();

    public static TheoryData<string> ArchitectureNames => [.. TinyModels.Names];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Classify_Texts_GivesTheReferencesLogits(string architecture, KernelVariant variant)
    {
        using var expected = new ExpectedModel(architecture, "sequence-classification");
        using var device = new CpuDevice(variant, threads: 2);
        var classifier = TextClassifier.Load(expected.Folder, device: device);

        Prediction[] predictions = [.. classifier.Classify(expected.Texts.Select(text => new TextInput(text)))];

        var differences = new Differences();
        differences.Add("logits", expected.Read("logits"), [.. predictions.SelectMany(prediction => prediction.Logits)], 2e-5);
        differences.AssertSmall();
        Assert.Equal(
            Enumerable.Range(0, expected.Batch.RowCount).Select(expected.Batch.Layout.LengthOf),
            predictions.Select(prediction => prediction.TokenCount));
        Assert.All(predictions, prediction => Assert.Equal(prediction.Scores.MaxBy(score => score.Score).Label, prediction.Label));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Classify_TextAloneOrInAnyBatch_SameBits(string architecture, KernelVariant variant)
    {
        using var expected = new ExpectedModel(architecture, "sequence-classification");
        using var device = new CpuDevice(variant, threads: 2);
        var model = AutoModelForSequenceClassification.FromPretrained(expected.Folder, device: device);
        TextInput[] inputs = [.. Enumerable.Range(0, 4).SelectMany(_ => expected.Texts).Select(text => new TextInput(text))];
        float[][] alone = [.. inputs.Select(input => new TextClassifier(model).Classify(input.Text).Logits)];

        foreach (int bound in (int[])[1, 50, 4096])
        {
            var classifier = new TextClassifier(model, new InferenceOptions { TokenBound = bound, ReadAhead = 7 });
            Assert.Equal(alone, classifier.Classify(inputs).Select(prediction => prediction.Logits));
        }
    }

    [Fact]
    public void WarmUp_ChangesNoAnswer()
    {
        string folder = SharedFiles.Golden("tiny/bert/sequence-classification");
        TextClassifier cold = TextClassifier.Load(folder), warm = TextClassifier.Load(folder);
        warm.WarmUp();
        Assert.Equal(cold.Classify("i saw a movie today").Logits, warm.Classify("i saw a movie today").Logits);
    }

    [Fact]
    public void Classify_SingleLabel_FillsLabelAndScores()
    {
        var prediction = TextClassifier.Load(SharedFiles.Golden("tiny/bert/sequence-classification")).Classify("i saw a movie today");

        Assert.Equal(["sadness", "joy", "love", "anger", "fear", "surprise"], prediction.Scores.Select(score => score.Label));
        Assert.Equal(1, prediction.Scores.Sum(score => (double)score.Score), 5);
        Assert.Equal(prediction.Scores[prediction.LabelIndex!.Value], new LabelScore(prediction.Label!, prediction.Score!.Value));
        Assert.Null(prediction.Labels);
        Assert.Null(prediction.Value);
        Assert.Equal(0, prediction.DroppedTokens);
    }

    [Fact]
    public void Classify_SeveralLabels_GivesThoseFromOneHalf()
    {
        var model = AutoModelForSequenceClassification.FromPretrained(
            SharedFiles.Golden("tiny/bert/sequence-classification"), problemType: ProblemType.MultiLabelClassification);

        var prediction = new TextClassifier(model).Classify("i saw a movie today");

        Assert.Null(prediction.Label);
        Assert.Null(prediction.Score);
        Assert.Equal(
            prediction.Logits.Select(logit => (float)(1 / (1 + Math.Exp(-(double)logit)))), prediction.Scores.Select(score => score.Score));
        Assert.Equal(
            model.Labels.Names.Zip(prediction.Logits).Where(pair => pair.Second >= 0).Select(pair => pair.First), prediction.Labels!);
    }

    [Fact]
    public void Classify_Regression_GivesTheNumber()
    {
        var model = AutoModelForSequenceClassification.FromPretrained(
            SharedFiles.Golden("tiny/distilbert/base"), new ClassLabel(["stars"]));

        var prediction = new TextClassifier(model).Classify("i saw a movie today");

        Assert.Equal(prediction.Logits[0], prediction.Value);
        Assert.Equal([new LabelScore("stars", prediction.Logits[0])], prediction.Scores);
        Assert.Null(prediction.Label);
        Assert.Null(prediction.Labels);
    }

    [Fact]
    public void Classify_LongText_IsCutAndCounted()
    {
        string text = string.Join(' ', Enumerable.Repeat("good", 100));
        string folder = SharedFiles.Golden("tiny/bert/sequence-classification");
        var whole = TextClassifier.Load(folder);
        var cut = TextClassifier.Load(folder, new InferenceOptions { MaxLength = 10 });

        Assert.Equal(64, whole.MaxLength);
        Assert.Equal(64, whole.Classify(text).TokenCount);
        Assert.Equal(10, cut.Classify(text).TokenCount);
        Assert.Equal(54, cut.Classify(text).DroppedTokens - whole.Classify(text).DroppedTokens);
    }

    [Fact]
    public void MaxLength_AbovePositionTable_IsThePositionTables()
    {
        using var folder = new ModelFolderCopy(SharedFiles.Golden("tiny/bert/sequence-classification"));
        var settings = JsonNode.Parse(File.ReadAllText(folder.File("tokenizer_config.json")))!.AsObject();
        settings.Remove("model_max_length");
        File.WriteAllText(folder.File("tokenizer_config.json"), settings.ToJsonString());

        Assert.Equal(66, TextClassifier.Load(folder.Path, new InferenceOptions { MaxLength = 500 }).MaxLength);
    }

    [Fact]
    public void Load_RunFolder_CutsAsTrainingDid()
    {
        using var folder = new ModelFolderCopy(SharedFiles.Golden("tiny/bert/sequence-classification"));
        File.WriteAllText(folder.File("training_args.json"), """{"max_length": 20}""");

        Assert.Equal(20, TextClassifier.Load(folder.Path).MaxLength);
        Assert.Equal(30, TextClassifier.Load(folder.Path, new InferenceOptions { MaxLength = 30 }).MaxLength);
    }

    [Fact]
    public void Load_RunFolderWithABadLength_NamesFileAndKey()
    {
        using var folder = new ModelFolderCopy(SharedFiles.Golden("tiny/bert/sequence-classification"));
        File.WriteAllText(folder.File("training_args.json"), """{"max_length": 0}""");

        Assert.Equal(
            $"{folder.File("training_args.json")}: 'max_length' is 0, expected a whole number from 1. Correct the file, or fetch it again.",
            Assert.Throws<ModelException>(() => TextClassifier.Load(folder.Path)).Message);
    }

    [Fact]
    public void Classify_Pair_ReadsBothTexts()
    {
        var classifier = TextClassifier.Load(SharedFiles.Golden("tiny/bert/sequence-classification"));

        var pair = classifier.Classify("this is a test", "ok");

        Assert.Equal(classifier.Model.Tokenizer.Encode("this is a test", "ok").Length, pair.TokenCount);
        Assert.NotEqual(classifier.Classify("this is a test").Logits, pair.Logits);
        Assert.Equal(pair.Logits, classifier.Classify([new TextInput("ok"), new TextInput("this is a test", "ok")]).Last().Logits);
    }

    [Fact]
    public void Classify_EmptyText_HasAnAnswer() =>
        Assert.Equal(2, TextClassifier.Load(SharedFiles.Golden("tiny/bert/sequence-classification")).Classify("").TokenCount);

    [Fact]
    public void Classify_Stream_IsReadALittleAhead()
    {
        var classifier = new TextClassifier(
            AutoModelForSequenceClassification.FromPretrained(SharedFiles.Golden("tiny/bert/sequence-classification")),
            new InferenceOptions { ReadAhead = 4 });
        int read = 0;
        IEnumerable<TextInput> Endless()
        {
            while (true) yield return new TextInput($"text {read++}");
        }

        Assert.Equal(5, classifier.Classify(Endless()).Take(5).Count());
        Assert.Equal(8, read);
    }

    [Fact]
    public void Classify_ManyThreads_GiveTheSameBits()
    {
        var classifier = TextClassifier.Load(SharedFiles.Golden("tiny/distilbert/sequence-classification"));
        string[] texts = [.. Enumerable.Range(0, 24).Select(i => $"i felt tired and a little sad for {i} hours")];
        float[][] expected = [.. texts.Select(text => classifier.Classify(text).Logits)];
        float[][] actual = new float[texts.Length][];

        Parallel.For(0, texts.Length, i => actual[i] = classifier.Classify(texts[i]).Logits);

        Assert.Equal(expected, actual);
    }

    [Theory]
    [MemberData(nameof(ArchitectureNames))]
    public void Classify_SavedAndLoaded_SameBits(string architecture)
    {
        var classifier = TextClassifier.Load(TinyModels.Folder(architecture, "sequence-classification"));
        var folder = Directory.CreateTempSubdirectory("matiz-classifier-");

        classifier.Model.Save(folder.FullName);

        Assert.Equal(
            classifier.Classify("what a wonderful surprise").Logits,
            TextClassifier.Load(folder.FullName).Classify("what a wonderful surprise").Logits);
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Options_BelowOne_NameTheSetting()
    {
        Assert.Equal("MaxLength", Assert.Throws<ArgumentOutOfRangeException>(() => new InferenceOptions { MaxLength = 0 }).ParamName);
        Assert.Equal("TokenBound", Assert.Throws<ArgumentOutOfRangeException>(() => new InferenceOptions { TokenBound = 0 }).ParamName);
        Assert.Equal("ReadAhead", Assert.Throws<ArgumentOutOfRangeException>(() => new InferenceOptions { ReadAhead = 0 }).ParamName);
    }
}
