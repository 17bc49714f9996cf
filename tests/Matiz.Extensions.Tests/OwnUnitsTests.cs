using System.Runtime.CompilerServices;
using Matiz.Data;
using Matiz.Formats.Arrays;
using Matiz.Inference;
using Matiz.Models;
using Matiz.Runs;
using Matiz.Tasks;
using Matiz.Testing;
using Matiz.Training;
using Matiz.Weights;

namespace Matiz.Extensions.Tests;

/// <summary>A task whose units are tokens trains, predicts and is measured by the trainer that knows rows.</summary>
public sealed class OwnUnitsTests : IDisposable
{
    private const int Width = 8, Words = 601;

    private static readonly string[] Names = ["sadness", "joy"];

    private readonly string _folder = Directory.CreateTempSubdirectory("matiz-own-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [ModuleInitializer]
    internal static void Register()
    {
        Architecture.Register(WordVoter.Architecture);
        TextTask.Register(new TokenVoteTask());
    }

    [Fact]
    public void Trained_EveryTokenVotes_AndTheRunIsRead()
    {
        WriteBaseModel();
        var model = AutoModelForSequenceClassification.FromPretrained(_folder, new ClassLabel(Names), new ProblemType("token_vote"));
        var rows = Dataset.From(
            Enumerable.Range(0, 32), i => i % 2 == 0 ? $"i feel so very sad {i}" : $"great day {i}",
            i => Names[i % 2], labels: model.Labels);
        string run = Path.Combine(_folder, "run");
        var arguments = new TrainingArguments
        {
            BatchSize = 8,
            GradientAccumulation = 2,
            MaxSteps = 40,
            LearningRate = 0.02,
            LoggingSteps = 1,
            OutputDirectory = run,
        };

        var trainer = new Trainer(model, arguments, rows, rows);
        var result = trainer.Train();

        var losses = result.History.Where(entry => entry.Loss is not null).Select(entry => entry.Loss!.Value).ToList();
        Assert.True(losses[^1] < losses[0] / 2, $"from {losses[0]} to {losses[^1]}");
        var output = trainer.Predict(rows);
        Assert.All(output.Predictions.Zip(output.TokenCounts), pair => Assert.Equal(pair.Second * 2, pair.First.Length));
        Assert.Equal(1, output.Metrics["test_accuracy"]);
        Assert.Equal(output.Losses!.Average(loss => (double)loss), output.Metrics["test_loss"]!.Value, 1e-9);
        var classifier = TextClassifier.Load(run);
        Assert.Equal(Names, ((string[])["i feel so very sad", "great day"]).Select(text => classifier.Classify(text).Label));
        var read = RunRecord.Load(run).Predictions("validation");
        Assert.Equal(output.Predictions.Select(logits => logits.Length), read.Select(row => row.Logits.Count));
        Assert.DoesNotContain(read, row => row.IsWrong);
    }

    // The loss of a step of rows of different lengths is the mean over their tokens, not over their rows.
    [Fact]
    public void FirstStep_LossIsTheMeanOfAllTokensThatCount()
    {
        WriteBaseModel();
        var model = AutoModelForSequenceClassification.FromPretrained(_folder, new ClassLabel(Names), new ProblemType("token_vote"));
        var rows = Dataset.From(
            Enumerable.Range(0, 4), i => i % 2 == 0 ? "i feel so very very sad" : "great", i => Names[i % 2], labels: model.Labels);
        var trainer = new Trainer(
            model, new TrainingArguments { BatchSize = 4, MaxSteps = 1, LearningRate = 1e-9, LoggingSteps = 1, TokenBound = 10 }, rows);
        var output = trainer.Predict(rows);
        var counted = output.TokenCounts.Select(tokens => tokens - 2).ToList();
        double expected = output.Losses!.Zip(counted, (loss, tokens) => (double)loss * tokens).Sum() / counted.Sum();

        var result = trainer.Train();

        Assert.Equal(expected, result.History.First(entry => entry.Loss is not null).Loss!.Value, 1e-4);
    }

    // Small random weights and BERT's tiny tokenizer.
    private void WriteBaseModel(string modelType = "word-voter")
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
