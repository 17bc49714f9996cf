using System.Runtime.CompilerServices;
using Matiz.Data;
using Matiz.Files;
using Matiz.Formats.Arrays;
using Matiz.Inference;
using Matiz.Models;
using Matiz.Testing;
using Matiz.Training;
using Matiz.Weights;

namespace Matiz.Extensions.Tests;

/// <summary>An architecture of one's own is registered, opened, trained, asked, saved and opened again.</summary>
public sealed class OwnArchitectureTests : IDisposable
{
    private const int Width = 8, Words = 601;

    private static readonly string[] Names = ["sadness", "joy"];

    private readonly string _folder = Directory.CreateTempSubdirectory("matiz-own-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [ModuleInitializer]
    internal static void Register() => Architecture.Register(WordMixer.Architecture);

    [Fact]
    public void Register_TwiceOrByAKnownName_IsRefused()
    {
        foreach (string taken in (string[])["word-mixer", "bert"])
        {
            var error = Assert.Throws<ArgumentException>(() => Architecture.Register(WordMixer.Architecture with { ModelType = taken }));
            Assert.StartsWith(
                $"there is an architecture '{taken}' already, expected a model_type of its own. Choose another name.",
                error.Message, StringComparison.Ordinal);
        }

        Assert.Contains("word-mixer", AutoModel.ModelTypes);
    }

    [Fact]
    public void Encoder_OfOwnFiles_GivesFeaturesAndIsSavedAsItWas()
    {
        WriteBaseModel();
        var extractor = FeatureExtractor.Load(_folder);
        Assert.Equal((Width, 1, 32), (extractor.FeatureCount, extractor.Encoder.LayerCount, extractor.MaxLength));
        Assert.Equal(
            ["words.weight", "layer.0.mix.weight", "layer.0.norm.weight", "layer.0.norm.bias"],
            extractor.Encoder.Parameters.Select(parameter => parameter.Name));
        Assert.Empty(extractor.Encoder.LoadingNotes);

        string saved = Path.Combine(_folder, "saved");
        extractor.Encoder.Save(saved);

        Assert.Equal(extractor.Extract("i feel great"), FeatureExtractor.Load(saved).Extract("i feel great"));
    }

    [Fact]
    public void Classifier_OnOwnEncoder_TrainsAnswersAndOpensAgain()
    {
        WriteBaseModel();
        var model = AutoModelForSequenceClassification.FromPretrained(_folder, new ClassLabel(Names));
        var before = model.Parameters.Select(parameter => parameter.Value.ToArray()).ToList();
        var rows = Dataset.From(
            Enumerable.Range(0, 32), i => i % 2 == 0 ? $"i feel so sad {i}" : $"what a great day {i}",
            i => Names[i % 2], labels: model.Labels);
        var arguments = new TrainingArguments { BatchSize = 8, MaxSteps = 40, LearningRate = 0.02, LoggingSteps = 1 };

        var result = new Trainer(model, arguments, rows).Train();

        var losses = result.History.Where(entry => entry.Loss is not null).Select(entry => entry.Loss!.Value).ToList();
        Assert.True(losses[^1] < losses[0] / 2, $"from {losses[0]} to {losses[^1]}");
        Assert.All(model.Parameters.Zip(before), pair => Assert.NotEqual(pair.Second, pair.First.Value.ToArray()));
        string saved = Path.Combine(_folder, "trained");
        model.Save(saved);
        var classifier = TextClassifier.Load(saved);
        Assert.Equal(["sadness", "joy"], ((string[])["i feel so sad", "what a great day"]).Select(text => classifier.Classify(text).Label));
        Assert.Equal(new TextClassifier(model).Classify("i feel so sad").Logits, classifier.Classify("i feel so sad").Logits);
        Assert.True(AutoModelForSequenceClassification.IsClassifier(ModelFiles.InFolder(saved)));
        Assert.Equal("WordMixerForSequenceClassification", Assert.Single(classifier.Model.Config.Architectures));
    }

    [Fact]
    public void Classifier_OfFilesWithoutHead_IsRefusedByTheHeadsOwnNames()
    {
        WriteBaseModel();
        Assert.StartsWith(
            $"{_folder}: the classification head is not whole in the weights: 'score.weight' is missing. "
                + "A trained classifier was expected.",
            Assert.Throws<CheckpointException>(() => TextClassifier.Load(_folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Classifier_OfAnArchitectureWithoutSuchAHead_IsRefused()
    {
        Architecture.Register(WordMixer.Architecture with { ModelType = "headless", Heads = [] });
        WriteBaseModel("headless");
        Assert.StartsWith(
            Path.Combine(_folder, "config.json")
                + ": 'model_type' is 'headless', which has no head for sequence-classification, only for nothing.",
            Assert.Throws<ModelException>(() => AutoModelForSequenceClassification.FromPretrained(_folder)).Message,
            StringComparison.Ordinal);
    }

    // Small random weights and BERT's tiny tokenizer.
    private void WriteBaseModel(string modelType = "word-mixer")
    {
        foreach (string name in (string[])["tokenizer.json", "tokenizer_config.json"])
            File.Copy(Path.Combine(SharedFiles.Golden("tiny/bert/base"), name), Path.Combine(_folder, name));
        File.WriteAllText(
            Path.Combine(_folder, "config.json"),
            $$"""{"model_type": "{{modelType}}", "depth": 1, "width": {{Width}}, "vocab_size": {{Words}}, "longest": 32}""");
        WeightWriter.Save(
            Path.Combine(_folder, "model.safetensors"),
            [
                Random("words.weight", Words, Width), Random("layer.0.mix.weight", Width, Width),
                TensorToWrite.From<float>("layer.0.norm.weight", [Width], values => values.Fill(1)),
                TensorToWrite.From<float>("layer.0.norm.bias", [Width], values => values.Clear()),
            ]);
    }

    private static TensorToWrite Random(string name, int rows, int columns) => TensorToWrite.From<float>(name, [rows, columns], values =>
    {
        var random = new Random(7);
        foreach (ref float value in values) value = random.NextSingle() - 0.5f;
    });
}
