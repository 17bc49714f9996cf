using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Formats.Arrays;
using Matiz.Formats.Safetensors;
using Matiz.Models;
using Matiz.Tensors;
using Matiz.Weights;

namespace Matiz.Tests.Models.Heads;

/// <summary>
/// Heads for tokens, answers and masked words: which are kept, refused or made anew, and that they come back from a folder.
/// </summary>
public sealed class OtherTasksTests
{
    private static readonly ClassLabel Tags = new(["O", "B-PER", "I-PER"]);

    public static TheoryData<string, string> Heads =>
        new(TinyModels.Heads.Where(head => head.Task is not ModelHead.SequenceClassification));

    [Theory]
    [MemberData(nameof(Heads))]
    public void Save_LoadedModel_IsTheSameFolder(string modelType, string task)
    {
        using var saved = new SavedFolder();
        string source = TinyModels.Folder(modelType, task);

        HeadRun.Open(task, source).Save(saved.Path);

        saved.AssertEquals(source);
    }

    [Theory]
    [MemberData(nameof(Heads))]
    public void FromPretrained_BaseCheckpoint_IsRefusedUnlessANewHeadIsAskedFor(string modelType, string task)
    {
        string folder = TinyModels.Folder(modelType, "base");

        string message = Assert.Throws<CheckpointException>(() => HeadRun.Open(task, folder)).Message;
        var model = WithNewHead(task, folder);

        Assert.Contains("head is not whole in the weights: ", message, StringComparison.Ordinal);
        var head = Architecture.Find(modelType)!.Heads.Single(head => head.Task == task);
        Assert.Contains(head.Tensors[0], message, StringComparison.Ordinal);
        Assert.Contains(
            model.LoadingNotes, note => note.Contains("initialised from seed 42 (not in the checkpoint)", StringComparison.Ordinal));
        using var saved = new SavedFolder();
        model.Save(saved.Path);
        Assert.Equal(
            model.Parameters.Select(parameter => parameter.Value.ToArray()),
            HeadRun.Open(task, saved.Path).Parameters.Select(parameter => parameter.Value.ToArray()));
    }

    [Theory]
    [InlineData(ModelHead.TokenClassification, "BertForSequenceClassification", "the class of a token. A token classifier was expected.")]
    [InlineData(ModelHead.TokenClassification, "BertForMultipleChoice", "the class of a token. A token classifier was expected.")]
    [InlineData(
        ModelHead.QuestionAnswering, "BertForTokenClassification",
        "where an answer starts and ends. A model that finds answers was expected.")]
    [InlineData(ModelHead.MaskedLM, "BertForQuestionAnswering", "which word is hidden. A masked language model was expected.")]
    public void FromPretrained_HeadOfAnotherTask_IsRefusedByName(string task, string className, string reason)
    {
        using var folder = new ModelFolderCopy(TinyModels.Folder("bert", task));
        folder.SetConfig("architectures", new JsonArray(className));

        Assert.StartsWith(
            $"{folder.ConfigPath}: 'architectures' is {className}, whose head answers another question than {reason}",
            Assert.Throws<ModelException>(() => HeadRun.Open(task, folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromPretrained_TokenLabelsOfAnotherOrder_KeepTheHead()
    {
        string folder = TinyModels.Folder("bert", ModelHead.TokenClassification);
        var names = AutoModelForTokenClassification.FromPretrained(folder).Labels.Names;

        var model = AutoModelForTokenClassification.FromPretrained(folder, new ClassLabel(names.Reverse()));

        Assert.Equal(names, model.Labels.Names);
        Assert.Empty(model.LoadingWarnings);
        Assert.StartsWith("the labels keep the order of the model", Assert.Single(model.LoadingNotes), StringComparison.Ordinal);
    }

    [Fact]
    public void FromPretrained_OtherTokenLabels_ReplaceTheHead()
    {
        var model = AutoModelForTokenClassification.FromPretrained(TinyModels.Folder("bert", ModelHead.TokenClassification), Tags);

        Assert.Equal(Tags.Names, model.Labels.Names);
        Assert.False(model.Config.Contains("problem_type"));
        Assert.Contains("3 labels are asked for", Assert.Single(model.LoadingWarnings), StringComparison.Ordinal);
    }

    [Fact]
    public void FromPretrained_AnswersOnATextClassifier_SavesNoLabels()
    {
        var model = AutoModelForQuestionAnswering.FromPretrained(TinyModels.Folder("bert", "sequence-classification"), newHead: true);

        Assert.False(model.Config.HasLabels);
        Assert.Equal(["BertForQuestionAnswering"], model.Config.Architectures);
    }

    [Theory]
    [InlineData("bert", "cls.predictions.decoder", "cls.predictions.bias", "bert.embeddings.word_embeddings.weight")]
    [InlineData("distilbert", "vocab_projector", "vocab_projector.bias", "distilbert.embeddings.word_embeddings.weight")]
    [InlineData("roberta", "lm_head.decoder", "lm_head.bias", "roberta.embeddings.word_embeddings.weight")]
    public void FromPretrained_DecoderBesideTheWords_IsPassedOverWhenItIsACopy(string modelType, string decoder, string bias, string words)
    {
        using var expected = new ExpectedModel(modelType, ModelHead.MaskedLM);
        using var folder = new ModelFolderCopy(expected.Folder);
        Add(folder, words, decoder + ".weight");
        if (bias != decoder + ".bias") Add(folder, bias, decoder + ".bias");

        var model = AutoModelForMaskedLM.FromPretrained(folder.Path);

        Assert.Empty(model.LoadingNotes);
        AssertLogits(expected, model);

        folder.SetConfig("tie_word_embeddings", false);
        var untied = AutoModelForMaskedLM.FromPretrained(folder.Path);
        Assert.Contains(decoder + ".weight", untied.Parameters.Select(parameter => parameter.Name));
        AssertLogits(expected, untied);
    }

    [Fact]
    public void FromPretrained_BiasUnderTheDecoderAlone_IsTaken()
    {
        using var expected = new ExpectedModel("bert", ModelHead.MaskedLM);
        using var folder = new ModelFolderCopy(expected.Folder);
        folder.RewriteWeights(name => name == "cls.predictions.bias" ? "cls.predictions.decoder.bias" : name);

        var model = AutoModelForMaskedLM.FromPretrained(folder.Path);

        Assert.Empty(model.LoadingNotes);
        AssertLogits(expected, model);
    }

    [Fact]
    public void FromPretrained_DecoderOfOtherValues_IsRefusedByName()
    {
        using var folder = new ModelFolderCopy(TinyModels.Folder("bert", ModelHead.MaskedLM));
        folder.RewriteWeights(
            name => name, TensorToWrite.From<float>("cls.predictions.decoder.weight", [600, 32], new float[600 * 32]));

        Assert.Equal(
            $"{folder.Path}: tensor 'cls.predictions.decoder.weight' differs from 'bert.embeddings.word_embeddings.weight', the table of "
                + "words, which 'tie_word_embeddings' makes the decoder's weight. The same values were expected. "
                + "Correct 'tie_word_embeddings' in config.json where they are meant to differ, or fetch the file again.",
            Assert.Throws<CheckpointException>(() => AutoModelForMaskedLM.FromPretrained(folder.Path)).Message);
    }

    [Fact]
    public void Step_OfATiedDecoder_MovesEveryWord()
    {
        using var expected = new ExpectedModel("bert", ModelHead.MaskedLM);
        var model = AutoModelForMaskedLM.FromPretrained(expected.Folder);
        var words = model.Encoder.EmbeddingParameters[0];
        float[] before = words.Value.ToArray();
        var optimizer = new AdamW(model.Parameters);
        using (var run = new HeadRun(model, expected)) run.Backward();

        optimizer.Step(1e-2f);

        float[] after = words.Value.ToArray();
        Assert.All(Enumerable.Range(0, 600), row => Assert.NotEqual(before[row * 32], after[row * 32]));
        optimizer.ZeroGradients();
        Assert.All(words.GradientToArray(), gradient => Assert.Equal(0, gradient));
    }

    private static ModelWithHead WithNewHead(string task, string folder) => task switch
    {
        ModelHead.TokenClassification => AutoModelForTokenClassification.FromPretrained(folder, Tags),
        ModelHead.QuestionAnswering => AutoModelForQuestionAnswering.FromPretrained(folder, newHead: true),
        _ => AutoModelForMaskedLM.FromPretrained(folder, newHead: true),
    };

    private static void Add(ModelFolderCopy folder, string source, string name)
    {
        using var file = SafetensorsFile.Open("copy", File.ReadAllBytes(folder.File("model.safetensors")));
        folder.RewriteWeights(found => found, TensorToWrite.From(file[source], name));
    }

    private static void AssertLogits(ExpectedModel expected, MaskedLanguageModel model)
    {
        using var tape = model.Device.NewTape(training: false);
        var differences = new Differences();
        differences.Add("logits", expected.RealTokens("logits"), model.Forward(tape, expected.Batch).ToArray(), 3e-5);
        differences.AssertSmall();
    }
}
