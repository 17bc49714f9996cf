using Matiz.Data;
using Matiz.Metrics;
using Matiz.Models;
using Matiz.Training;
using Matiz.Training.Keras;

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
}
