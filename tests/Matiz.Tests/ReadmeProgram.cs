using Matiz.Data;
using Matiz.Inference;
using Matiz.Inference.Embeddings;
using Matiz.Inference.Queues;
using Matiz.Metrics;
using Matiz.Models;
using Matiz.Training;
using Matiz.Training.Keras;
using Microsoft.Extensions.AI;

namespace Matiz.Testing;

/// <summary>The C# of the README, as it stands there. It reads and writes in the current folder.</summary>
internal static class ReadmeProgram
{
    public static TrainingResult Run()
    {
        // readme
        var data = Dataset.Load("train.csv", "validation.csv");
        var model = AutoModelForSequenceClassification.FromPretrained("./distilbert-base-uncased", data.Labels);
        var trainer = new Trainer(model, new TrainingArguments { OutputDirectory = "emotion", Epochs = 2, LearningRate = 2e-5 },
                                  data["train"], data["validation"]);
        TrainingResult result = trainer.Train();
        Console.WriteLine(result.Best["f1"]);
        foreach (var (label, score) in trainer.ToClassifier().Classify("I saw a movie today and it was really good.").Scores)
            Console.WriteLine($"{label,-10} {score:P1}");
        // end

        return result;
    }

    public static History RunKeras()
    {
        var data = Dataset.Load("train.csv", "validation.csv");
        var (train, validation) = (data["train"], data["validation"]);
        var model = AutoModelForSequenceClassification.FromPretrained("./distilbert-base-uncased", data.Labels);

        // readme
        model.Compile(new Adam(5e-5f), Loss.SparseCategoricalCrossEntropy, Metric.SparseCategoricalAccuracy);
        History history = model.Fit(train.ToBatches(64, shuffle: true), validation: validation.ToBatches(64), epochs: 2,
                                    callbacks: [new ModelCheckpoint("best", saveBestOnly: true)]);
        Console.WriteLine(history["val_loss"].Min());
        // end

        return history;
    }

    /// <summary>Small files of the names that the program uses.</summary>
    public static void PutFilesInPlace(string folder)
    {
        const string rows = "text,label\nwhat a lovely day,joy\nthis is awful,sadness\ni love it,joy\ni feel so low,sadness\n";
        File.WriteAllText(Path.Combine(folder, "train.csv"), rows);
        File.WriteAllText(Path.Combine(folder, "validation.csv"), rows);
        string model = Directory.CreateDirectory(Path.Combine(folder, "distilbert-base-uncased")).FullName;
        foreach (string file in Directory.GetFiles(SharedFiles.Golden("tiny/distilbert/base")))
            File.Copy(file, Path.Combine(model, Path.GetFileName(file)));
    }

    public static async Task<int> RunInference(CancellationToken stop)
    {
        File.WriteAllText("tickets.txt", "it works\nit does not\n");

        // readme
        var classifier = TextClassifier.Load("emotion");
        foreach (var (label, score) in classifier.Classify("I saw a movie today.", options: new() { TopK = 2 }).Top)
            Console.WriteLine($"{label,-10} {score:P1}");
        Emotion mood = classifier.Classify<Emotion>("what a lovely day").Label;             // your enum, checked against the labels
        await foreach (var answer in classifier.ClassifyAsync(File.ReadLines("tickets.txt"), stop))
            Console.WriteLine(answer.Label);                                                // millions, in order, in memory that stays flat

        await using var queue = new ClassificationQueue(classifier);                        // many callers, computed together
        var answers = await queue.ClassifyAsync(["i love it", "this is awful"], cancellationToken: stop);

        using IEmbeddingGenerator<string, Embedding<float>> embeddings = TextEmbeddingGenerator.Load("./distilbert-base-uncased");
        var vectors = await embeddings.GenerateAsync(["a text", "another text"], cancellationToken: stop);   // Microsoft.Extensions.AI
        // end

        Console.WriteLine(mood);
        return vectors.Count == answers.Count ? answers.Count : 0;
    }

    private enum Emotion
    {
        Sadness, Joy,
    }
}
