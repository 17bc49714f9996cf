using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Files;
using Matiz.Inference;
using Matiz.Models;
using Matiz.Models.Layers;
using Matiz.Models.Loading;
using Matiz.Testing;
using Matiz.Tokenizers;

namespace Matiz.Tests.Models;

/// <summary>Where texts are cut, and rows that a model cannot read.</summary>
public sealed class RowEncoderTests
{
    private static readonly string Classifier = SharedFiles.Golden("tiny/bert/sequence-classification");

    [Theory]
    [InlineData(null, 64, false)]
    [InlineData(65, 65, false)]
    [InlineData(66, 66, true)]
    [InlineData(500, 66, true)]
    [InlineData(2, 2, false)]
    public void Limit_IsTheLengthAskedForElseTheTokenizers_NeverAboveTheTable(int? asked, int maxLength, bool isTable)
    {
        var byFiles = RowEncoder.ForFiles(ModelFiles.InFolder(Classifier), asked).Limit;
        var model = AutoModelForSequenceClassification.FromPretrained(Classifier);

        Assert.Equal((maxLength, isTable), (byFiles.MaxLength, byFiles.IsPositionTable));
        Assert.Equal(byFiles, RowEncoder.ForModel(model, asked).Limit);
    }

    [Fact]
    public void Classify_TextInMemoryThatHasNoToken_IsNamedByItsNumberAfterThoseBefore()
    {
        using var folder = new ModelFolderCopy(Classifier);
        var json = JsonNode.Parse(File.ReadAllText(folder.File("tokenizer.json")))!;
        json["post_processor"] = null;
        File.WriteAllText(folder.File("tokenizer.json"), json.ToJsonString());
        var classifier = TextClassifier.Load(folder.Path, new InferenceOptions { ReadAhead = 2 });
        var answers = new List<Prediction>();

        var error = Assert.Throws<DataException>(() =>
        {
            foreach (var answer in classifier.Classify(["a", "b", "c", " ", "d"])) answers.Add(answer);
        });

        Assert.StartsWith("text 4: the text has no token", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, answers.Count);
    }

    [Fact]
    public void BlankVocabularyLinesBeyondTheEmbedding_OpenAndAnswer()
    {
        using var folder = new ModelFolderCopy(Classifier);
        var tokens = JsonNode.Parse(File.ReadAllText(folder.File("tokenizer.json")))!["model"]!["vocab"]!.AsObject()
            .Select(pair => pair.Key);
        File.Delete(folder.File("tokenizer.json"));
        File.WriteAllText(folder.File("vocab.txt"), string.Join('\n', tokens) + "\n\n \n\n");

        var same = TextClassifier.Load(Classifier).Classify("the film was good");

        Assert.Equal(same.Logits, TextClassifier.Load(folder.Path).Classify("the film was good").Logits);
    }

    [Fact]
    public void WordOutsideAVocabularyWithoutUnknownToken_NamesTheRow()
    {
        var tokenizer = Matiz.Tests.Tokenizers.TestTokenizers.Load(
            ("tokenizer.json",
                """
                {"version":"1.0","model":{"type":"WordLevel","unk_token":"?","vocab":{"a":0}},"pre_tokenizer":{"type":"WhitespaceSplit"}}
                """));
        var row = new Row("b") { Source = new RowSource("train", "rows.csv", 7) };

        Assert.StartsWith(
            "rows.csv:7: the word 'b' is not in the vocabulary",
            Assert.Throws<TokenizerException>(() => tokenizer.EncodeIds([TextInput.FromRow(row)])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", 0)]
    [InlineData("""{"pad_token_id": 7}""", 7)]
    [InlineData("""{"pad_token_id": -1}""", 599)]
    [InlineData("""{"pad_token_id": null}""", null)]
    public void PaddingId_CountsFromTheEndWhenItIsNegative(string config, int? expected) =>
        Assert.Equal(expected, EncoderSettings.PaddingId(
            ModelConfig.Parse(System.Text.Encoding.UTF8.GetBytes(config), "config.json"), new ConfigSize(600, "vocab_size")));

    [Fact]
    public void WithLayerCount_OfDistilBert_SetsTheCommonNameTooWhereItStands()
    {
        var config = ModelConfig.Parse("""{"model_type": "distilbert", "n_layers": 6, "num_hidden_layers": 6}"""u8, "config.json");

        var shorter = Architecture.ForConfig(config).WithLayerCount(config, 2);

        Assert.Equal((2, 2), (shorter.GetInt32("n_layers"), shorter.GetInt32("num_hidden_layers")));
    }
}
