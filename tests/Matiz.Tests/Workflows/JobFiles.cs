using Matiz.Data;
using Matiz.Testing;
using Matiz.Training;
using Matiz.Workflows;

namespace Matiz.Tests.Workflows;

/// <summary>Small files and a small model for whole jobs.</summary>
internal static class JobFiles
{
    public static StartingModel Model { get; } = StartingModel.InFolder(SharedFiles.Golden("tiny/bert/base"));

    public static TrainingArguments Arguments { get; } = new() { BatchSize = 8, MaxSteps = 4, LearningRate = 1e-3, MaxLength = 32 };

    /// <summary>Files of training and test rows; validation rows are split off.</summary>
    public static DataSelection Write(TemporaryFolder folder)
    {
        File.WriteAllText(folder["train.csv"], Table(48, first: 0));
        File.WriteAllText(folder["test.csv"], Table(12, first: 100));
        return DataSelection.ForFiles(new DatasetFiles { Train = [folder["train.csv"]], Test = [folder["test.csv"]] });
    }

    public static string Table(int rows, int first)
    {
        (string Label, string Word)[] classes = [("joy", "glad"), ("anger", "mad"), ("fear", "scared")];
        var lines = Enumerable.Range(first, rows).Select(i => $"i was {classes[i % 3].Word} on day {i},{classes[i % 3].Label}");
        return "text,label\n" + string.Join('\n', lines) + "\n";
    }
}
