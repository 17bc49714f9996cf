using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Inference;
using Matiz.Inference.Embeddings;
using Matiz.Models;
using Matiz.Server.Tests.Protocols;

[assembly: AssemblyFixture(typeof(ServedShelf))]

namespace Matiz.Server.Tests.Protocols;

/// <summary>
/// Two servers of tiny models for all tests that only ask: <see cref="Classifiers"/>, whose first model is the classifier of emotions, and
/// <see cref="Sentences"/>, whose first gives embeddings. And the same models as the library has them, to which answers are held.
/// </summary>
public sealed class ServedShelf : IAsyncLifetime
{
    /// <summary>Six labels, one a text.</summary>
    public const string Emotion = "emotion";

    /// <summary>One label and no problem type, as re-rankers have it; the name has a slash.</summary>
    public const string Relevance = "user/relevance";

    /// <summary>Several labels a text.</summary>
    public const string Topics = "topics";

    /// <summary>A number.</summary>
    public const string Stars = "stars";

    /// <summary>The emotions with a calibration: a temperature, and a least score that some texts miss.</summary>
    public const string Calibrated = "calibrated";

    /// <summary>
    /// A sentence-transformers model: mean of the tokens, length 1, a prompt called <c>query</c>, texts of at most 20 tokens.
    /// </summary>
    public const string Mini = "sentences/mini";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("matiz-served-");

    /// <summary>The server whose first model is <see cref="Emotion"/>.</summary>
    internal TestServer Classifiers { get; private set; } = null!;

    /// <summary>The server whose first model is <see cref="Mini"/>, and whose second <see cref="Relevance"/>.</summary>
    internal TestServer Sentences { get; private set; } = null!;

    /// <summary>A model as the library loads it.</summary>
    public TextClassifier Classifier(string name) => TextClassifier.Load(FolderOf(name));

    /// <summary>The embeddings as the library makes them.</summary>
    public TextEmbeddingGenerator Embeddings(string name, bool? normalizes = null, string? prompt = null) =>
        TextEmbeddingGenerator.Load(FolderOf(name), new EmbeddingOptions { Normalizes = normalizes, PromptName = prompt });

    /// <summary>Where a model lies.</summary>
    public string FolderOf(string name) =>
        name == Emotion ? TestServer.Classifier : Path.Combine(_folder.FullName, name.Replace('/', '-'));

    public async ValueTask InitializeAsync()
    {
        AutoModelForSequenceClassification.FromPretrained(TestServer.Encoder, new ClassLabel(["LABEL_0"])).Save(FolderOf(Relevance));
        Change(Relevance, "config.json", config => config.Remove("problem_type"));
        Copy(TestServer.Classifier, Topics);
        Change(Topics, "config.json", config => config["problem_type"] = "multi_label_classification");
        AutoModelForSequenceClassification
            .FromPretrained(TestServer.Encoder, new ClassLabel(["stars"]), ProblemType.Regression).Save(FolderOf(Stars));
        Copy(TestServer.Classifier, Calibrated);
        File.WriteAllText(
            Path.Combine(FolderOf(Calibrated), "calibration.json"), """{"temperature": 0.25, "min_score": 0.31}""");
        WriteSentences();
        (string, string)[] models =
            [.. new[] { Emotion, Relevance, Topics, Stars, Calibrated, Mini }.Select(name => (name, FolderOf(name)))];
        Classifiers = await TestServer.StartAsync(null, models);
        Sentences = await TestServer.StartAsync(null, (Mini, FolderOf(Mini)), (Relevance, FolderOf(Relevance)));
    }

    public async ValueTask DisposeAsync()
    {
        await Classifiers.DisposeAsync();
        await Sentences.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private void WriteSentences()
    {
        Copy(TestServer.Encoder, Mini);
        string folder = FolderOf(Mini);
        Directory.CreateDirectory(Path.Combine(folder, "1_Pooling"));
        File.WriteAllText(
            Path.Combine(folder, "1_Pooling", "config.json"), """{"word_embedding_dimension": 32, "pooling_mode_mean_tokens": true}""");
        File.WriteAllText(Path.Combine(folder, "modules.json"), """
            [{"idx": 0, "name": "0", "path": "", "type": "m.Transformer"},
             {"idx": 1, "name": "1", "path": "1_Pooling", "type": "m.Pooling"},
             {"idx": 2, "name": "2", "path": "2_Normalize", "type": "m.Normalize"}]
            """);
        File.WriteAllText(Path.Combine(folder, "config_sentence_transformers.json"), """{"prompts": {"query": "query: "}}""");
        File.WriteAllText(
            Path.Combine(folder, "sentence_bert_config.json"), """{"max_seq_length": 20, "do_lower_case": false}""");
    }

    private void Copy(string source, string name)
    {
        Directory.CreateDirectory(FolderOf(name));
        foreach (string file in Directory.EnumerateFiles(source))
            File.WriteAllBytes(Path.Combine(FolderOf(name), Path.GetFileName(file)), File.ReadAllBytes(file));
    }

    private void Change(string name, string file, Action<JsonObject> change)
    {
        string path = Path.Combine(FolderOf(name), file);
        var json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        change(json);
        File.WriteAllText(path, json.ToJsonString());
    }
}
