using System.Text.Json.Nodes;
using Matiz.Features;
using Matiz.Files;
using Matiz.Formats.Safetensors;
using Matiz.Inference;
using Matiz.Models;
using Matiz.Tensors;
using Matiz.Testing;
using Matiz.Training;

namespace Matiz.Tests.Models.SentenceTransformers;

public sealed class PooledClassifierTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Save_IsASentenceTransformersFolder()
    {
        Save(Pooling.Mean);

        Assert.Equal(
            """
            [
              {
                "idx": 0,
                "name": "0",
                "path": "",
                "type": "sentence_transformers.models.Transformer"
              },
              {
                "idx": 1,
                "name": "1",
                "path": "1_Pooling",
                "type": "sentence_transformers.models.Pooling"
              },
              {
                "idx": 2,
                "name": "2",
                "path": "2_Dense",
                "type": "sentence_transformers.models.Dense"
              }
            ]

            """.ReplaceLineEndings("\n"),
            File.ReadAllText(_folder["modules.json"]));
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse(
                """
                {"word_embedding_dimension": 32, "pooling_mode_cls_token": false, "pooling_mode_mean_tokens": true,
                 "pooling_mode_max_tokens": false, "pooling_mode_mean_sqrt_len_tokens": false}
                """),
            Json("1_Pooling/config.json")));
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse(
                """{"in_features": 32, "out_features": 6, "bias": true, "activation_function": "torch.nn.modules.linear.Identity"}"""),
            Json("2_Dense/config.json")));
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"max_seq_length": 64, "do_lower_case": false}"""), Json("sentence_bert_config.json")));
        using var dense = SafetensorsFile.Open(_folder["2_Dense/model.safetensors"]);
        Assert.Equal(
            ["linear.bias F32 [6]", "linear.weight F32 [6, 32]"],
            dense.Tensors.OrderBy(tensor => tensor.Name).Select(tensor => tensor.ToString().Replace("'", "", StringComparison.Ordinal)));
        Assert.Equal("pt", dense.Metadata["format"]);
        var config = Json("config.json");
        Assert.Equal("BertModel", config["architectures"]![0]!.GetValue<string>());
        Assert.Equal("joy", config["id2label"]!["1"]!.GetValue<string>());
        using var encoder = SafetensorsFile.Open(_folder["model.safetensors"]);
        Assert.True(encoder.TryGet("embeddings.word_embeddings.weight", out _));
    }

    [Fact]
    public void LowerLayer_LeavesTheLayersAboveOut()
    {
        Save(Pooling.Cls, layer: 1);

        Assert.Equal(1, Json("config.json")["num_hidden_layers"]!.GetValue<int>());
        using var encoder = SafetensorsFile.Open(_folder["model.safetensors"]);
        Assert.DoesNotContain(encoder.Tensors, tensor => tensor.Name.Contains("layer.1.", StringComparison.Ordinal));
    }

    [Fact]
    public void Embeddings_CannotBeSaved() =>
        Assert.StartsWith(
            "this classifier reads the embeddings (layer 0).",
            Assert.Throws<InvalidOperationException>(() => Save(Pooling.Cls, layer: 0)).Message, StringComparison.Ordinal);

    [Fact]
    public void WithLabels_TheEncoderGetsANewHead()
    {
        Save(Pooling.Cls);

        var model = AutoModelForSequenceClassification.FromPretrained(_folder.Root, new Matiz.Data.ClassLabel(["x", "y"]));

        Assert.Equal("BertForSequenceClassification", model.Config.Architectures[0]);
        Assert.Contains(
            model.LoadingNotes, note => note.StartsWith("classifier.weight, classifier.bias: initialised", StringComparison.Ordinal));
    }

    [Fact]
    public void Training_SaysWhatToDo()
    {
        Save(Pooling.Cls);
        var trainer = new Trainer(
            AutoModelForSequenceClassification.FromPretrained(_folder.Root), new TrainingArguments { MaxSteps = 1 }, TinyRuns.Rows(12));

        Assert.Equal(
            "this is a linear classifier on the features of a frozen encoder, which is not trained as a whole. "
            + "To fine-tune its encoder, load the folder with the labels of the task: "
            + "AutoModelForSequenceClassification.FromPretrained(folder, labels).",
            Assert.Throws<InvalidOperationException>(() => trainer.Train()).Message);
    }

    [Fact]
    public void IsClassifier_EncodersAndEmbedders_AreNone()
    {
        Assert.False(AutoModelForSequenceClassification.IsClassifier(ModelFiles.InFolder(SharedFiles.Golden("tiny/bert/base"))));
        Assert.True(
            AutoModelForSequenceClassification.IsClassifier(ModelFiles.InFolder(SharedFiles.Golden("tiny/bert/sequence-classification"))));
        Save(Pooling.Cls);
        Assert.True(IsClassifier());

        Change("2_Dense/config.json", json => json["out_features"] = 7);
        Assert.False(IsClassifier());
        Change(
            "2_Dense/config.json",
            json => (json["out_features"], json["activation_function"]) = (6, "torch.nn.modules.activation.Tanh"));
        Assert.False(IsClassifier());
        Replace("modules.json", "models.Dense", "models.Normalize");
        Assert.False(IsClassifier());
        Assert.Equal("BertModel", AutoModel.FromPretrained(_folder.Root).Config.Architectures[0]);
    }

    public static TheoryData<string, Action<PooledClassifierTests>, string> Damages => new()
    {
        { "modules", test => File.WriteAllText(test._folder["modules.json"], "{}"), "modules.json: this is no list of modules" },
        { "elsewhere", test => test.Replace("modules.json", "2_Dense", "../2_Dense"), "expected a plain folder name" },
        { "config", test => File.Delete(test._folder["2_Dense/config.json"]), "there is no config.json" },
        { "weights", test => File.Delete(test._folder["2_Dense/model.safetensors"]), "there are no weights" },
        { "width", test => test.Change("2_Dense/config.json", json => json["in_features"] = 33),
            "'in_features' is 33, but the encoder has 32 columns" },
        { "pooling", test => test.Change("1_Pooling/config.json", json => json["pooling_mode_max_tokens"] = true),
            "it asks for pooling_mode_cls_token and pooling_mode_max_tokens of 32 columns" },
        { "no pooling", test => test.Change("1_Pooling/config.json", json => json["pooling_mode_cls_token"] = false),
            "it asks for no pooling of 32 columns" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void DamagedFolder_OneMessage(string what, Action<PooledClassifierTests> damage, string message)
    {
        Save(Pooling.Cls);
        damage(this);
        var exception = Assert.ThrowsAny<Exception>(() => TextClassifier.Load(_folder.Root));
        Assert.True(exception is ModelException or Matiz.Weights.CheckpointException, what);
        Assert.StartsWith(_folder.Root, exception.Message, StringComparison.Ordinal);
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MaxSeqLength_CutsTexts_UnlessACallSaysOtherwise()
    {
        Save(Pooling.Mean);
        Change("sentence_bert_config.json", json => json["max_seq_length"] = 5);
        const string Text = "they were happy and sad and happy";

        Assert.Equal(5, TextClassifier.Load(_folder.Root).Classify(Text).TokenCount);
        Assert.Equal(6, TextClassifier.Load(_folder.Root, new InferenceOptions { MaxLength = 6 }).Classify(Text).TokenCount);
        var model = AutoModelForSequenceClassification.FromPretrained(_folder.Root);
        Assert.Equal(5, new StreamedEvaluation(model).MaxLength);
        Assert.Equal(5, TextLimit.ForModel(model, null).MaxLength);
        Change("sentence_bert_config.json", json => json["max_seq_length"] = null);
        Assert.Equal(64, TextClassifier.Load(_folder.Root).MaxLength);
        File.WriteAllText(_folder["training_args.json"], """{"max_length": 7}""");
        Change("sentence_bert_config.json", json => json["max_seq_length"] = 5);
        Assert.Equal(7, TextClassifier.Load(_folder.Root).MaxLength);
    }

    [Theory]
    [InlineData("sentence_bert_config.json", """{"do_lower_case": true}""", "'do_lower_case' is true")]
    [InlineData("sentence_bert_config.json", """{"max_seq_length": 1}""", "'max_seq_length' is 1, but the tokenizer puts 2 special tokens")]
    [InlineData("sentence_bert_config.json", """{"max_seq_length": "5"}""", "'max_seq_length'")]
    [InlineData("config_sentence_transformers.json", """{"default_prompt_name": "q"}""", "'default_prompt_name' is 'q'")]
    public void SettingThatIsNotKnown_IsRefusedByName(string file, string json, string message)
    {
        Save(Pooling.Cls);
        File.WriteAllText(_folder[file], json);

        var exception = Assert.Throws<ModelException>(() => TextClassifier.Load(_folder.Root));

        Assert.StartsWith(_folder[file], exception.Message, StringComparison.Ordinal);
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.Equal("BertModel", AutoModel.FromPretrained(_folder.Root).Config.Architectures[0]);
    }

    [Fact]
    public void PromptsWithoutADefault_ChangeNothing()
    {
        Save(Pooling.Cls);
        File.WriteAllText(_folder["config_sentence_transformers.json"], """{"prompts": {"q": "query: "}, "default_prompt_name": null}""");

        Assert.Equal(64, TextClassifier.Load(_folder.Root).MaxLength);
    }

    public void Dispose() => _folder.Dispose();

    private void Replace(string file, string text, string other) =>
        File.WriteAllText(_folder[file], File.ReadAllText(_folder[file]).Replace(text, other, StringComparison.Ordinal));

    private bool IsClassifier() => AutoModelForSequenceClassification.IsClassifier(ModelFiles.InFolder(_folder.Root));

    private void Save(Pooling pooling, int? layer = null)
    {
        var extractor = FeatureExtractor.Load(
            SharedFiles.Golden("tiny/bert/base"), new FeatureOptions { Pooling = pooling, Layer = layer });
        var data = new Matiz.Data.DatasetDict(TinyRuns.Rows(30));
        FeatureRoute.Run(extractor, data, new FeatureRouteOptions { WithMap = false }).Model.Save(_folder.Root);
    }

    private JsonObject Json(string name) => JsonNode.Parse(File.ReadAllText(_folder[name]))!.AsObject();

    private void Change(string name, Action<JsonObject> change)
    {
        var json = Json(name);
        change(json);
        File.WriteAllText(_folder[name], json.ToJsonString());
    }
}
