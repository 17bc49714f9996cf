using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Models;
using Matiz.Tensors;
using Matiz.Testing;
using Matiz.Training;

namespace Matiz.Tests;

/// <summary>A folder of the test's own, removed at the end.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Root = Directory.CreateTempSubdirectory("matiz-training-").FullName;

    public string Root { get; }

    public string this[string name] => Path.Combine(Root, name);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}

/// <summary>Small models and rows with which a run takes a moment.</summary>
internal static class TinyRuns
{
    private static readonly string[] Names = ["sadness", "joy", "love", "anger", "fear", "surprise"];

    private static readonly string[] Openings =
        ["i feel", "today i am", "she said that we are", "this makes me", "after all these years he is still", "you look"];

    private static readonly string[][] Words =
    [
        ["gloomy", "beaten down", "so very sad and tired"], ["cheerful", "happy and glad", "proud of my work"],
        ["loved", "tender", "warm and close to them"],
        ["angry", "mad at the noise", "furious"], ["afraid", "scared of the dark", "nervous"],
        ["amazed", "stunned by the news", "surprised"],
    ];

    /// <summary>Rows of different lengths, 6 classes in turn.</summary>
    public static Dataset Rows(int count, string name = "train") => Dataset.From(
        Enumerable.Range(0, count),
        i =>
            $"{Openings[i / 6 % Openings.Length]} {Words[i % 6][i / 5 % 3]}{string.Concat(Enumerable.Repeat(" and so it goes on", i % 4))}",
        i => Names[i % 6],
        labels: new ClassLabel(Names),
        name: name);

    /// <summary>A copy of a tiny checkpoint with another dropout rate everywhere.</summary>
    public static string WithDropout(TemporaryFolder folder, double rate, string architecture = "distilbert")
    {
        string source = SharedFiles.Golden($"tiny/{architecture}/sequence-classification"), target = folder[$"{architecture}-{rate}"];
        return CopyWithDropout(source, target, rate);
    }

    /// <summary>A folder of links to a model's files, with another dropout rate everywhere.</summary>
    public static string CopyWithDropout(string source, string target, double rate)
    {
        Directory.CreateDirectory(target);
        foreach (
            string file in Directory.EnumerateFiles(source)
                .Where(file => Path.GetFileName(file) is not ("config.json" or "expected.safetensors")))
            File.CreateSymbolicLink(Path.Combine(target, Path.GetFileName(file)), file);
        var config = JsonNode.Parse(File.ReadAllBytes(Path.Combine(source, "config.json")))!.AsObject();
        foreach (string key in config.Select(pair => pair.Key).Where(key => key.Contains("dropout", StringComparison.Ordinal)).ToList())
        {
            if (config[key] is not null) config[key] = rate;
        }

        File.WriteAllText(Path.Combine(target, "config.json"), config.ToJsonString());
        return target;
    }

    public static SequenceClassificationModel Model(string? folder = null, Device? device = null) =>
        AutoModelForSequenceClassification.FromPretrained(
            folder ?? SharedFiles.Golden("tiny/distilbert/sequence-classification"), device: device);

    /// <summary>Seven steps an epoch, the last one short; 18 in all.</summary>
    public static TrainingArguments Arguments { get; } = new()
    {
        BatchSize = 6,
        Epochs = 2.5,
        LearningRate = 2e-3,
        WeightDecay = 0.01,
        WarmupSteps = 2,
        LoggingSteps = 1,
        SaveStrategy = IntervalStrategy.Epoch,
    };

    public static string HashOfWeights(SequenceClassificationModel model)
    {
        using var folder = new TemporaryFolder();
        model.Save(folder.Root);
        return HashOf(folder.Root);
    }

    public static string HashOf(string modelFolder) =>
        Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(modelFolder, "model.safetensors"))));

    public static void CopyFolder(string source, string target)
    {
        Directory.CreateDirectory(target);
        foreach (string file in Directory.EnumerateFiles(source).Where(file => Path.GetFileName(file) is not RunLock.FileName))
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        foreach (string folder in Directory.EnumerateDirectories(source))
            CopyFolder(folder, Path.Combine(target, Path.GetFileName(folder)));
    }
}
