using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Matiz.Testing;

namespace Matiz.Cli.Tests;

/// <summary>A folder of its own for a test, with small data and the tiny model that goes with it.</summary>
public sealed class Workspace : IDisposable
{
    private static readonly string[] Joy =
        ["glad", "happy", "great", "sunny"], Anger = ["mad", "angry", "awful", "furious"], Fear = ["afraid", "scared", "dark", "alone"];

    public Workspace()
    {
        Root = Directory.CreateTempSubdirectory("matiz-cli-").FullName;
        Train = Write("train.csv", Table(60, first: 0));
        Validation = Write("validation.csv", Table(12, first: 100));
        Test = Write("test.csv", Table(15, first: 200));
    }

    public string Root { get; }

    public string Train { get; }

    public string Validation { get; }

    public string Test { get; }

    /// <summary>A random encoder of two layers without a head.</summary>
    public static string TinyModel => SharedFiles.Golden("tiny/bert/base");

    /// <summary>A random classifier.</summary>
    public static string TinyClassifier => SharedFiles.Golden("tiny/bert/sequence-classification");

    /// <summary>The arguments of a training of a second or less.</summary>
    public string[] TrainArguments(string output, params string[] more) =>
    [
        "train", "--train", Train, "--validation", Validation, "--test", Test, "--model", TinyModel, "--output", Path(output),
        "--epochs", "2", "--batch-size", "8", "--learning-rate", "0.003", "--quiet", .. more,
    ];

    /// <summary>The arguments of the feature route, without the user's cache.</summary>
    public string[] FeaturesArguments(string output, params string[] more) =>
    [
        "features", "--train", Train, "--validation", Validation, "--test", Test, "--model", TinyModel, "--output", Path(output), "--quiet",
        "--no-cache", .. more,
    ];

    public string Path(string name) => System.IO.Path.Combine(Root, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(Path(name), text, new UTF8Encoding(false));
        return Path(name);
    }

    public string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(Path(name), bytes);
        return Path(name);
    }

    /// <summary>A copy of a model folder, to be damaged.</summary>
    public string CopyModel(string name, string source)
    {
        Directory.CreateDirectory(Path(name));
        foreach (string file in Directory.EnumerateFiles(source))
            File.Copy(file, System.IO.Path.Combine(Path(name), System.IO.Path.GetFileName(file)));
        return Path(name);
    }

    public string HashOfModel(string output) =>
        Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(System.IO.Path.Combine(Path(output), "model.safetensors"))));

    public void Dispose() => Directory.Delete(Root, recursive: true);

    /// <summary>The same, but each sixth row has the label of another class.</summary>
    public static string NoisyTable(int rows, int first)
    {
        string[] lines = Table(rows, first).Split('\n', StringSplitOptions.RemoveEmptyEntries), names = ["joy", "anger", "fear"];
        for (int i = 1; i < lines.Length; i += 6)
        {
            int comma = lines[i].LastIndexOf(',');
            lines[i] = $"{lines[i][..comma]},{names[(Array.IndexOf(names, lines[i][(comma + 1)..]) + 1) % 3]}";
        }

        return string.Join('\n', lines) + "\n";
    }

    /// <summary>A table of texts that are easy to tell apart.</summary>
    public static string Table(int rows, int first)
    {
        var text = new StringBuilder("text,label\n");
        for (int i = first; i < first + rows; i++)
        {
            var (label, words) = (i % 3) switch { 0 => ("joy", Joy), 1 => ("anger", Anger), _ => ("fear", Fear) };
            text.Append(CultureInfo.InvariantCulture, $"i was {words[i % 4]} and {words[i / 3 % 4]} on day {i},{label}\n");
        }

        return text.ToString();
    }
}
