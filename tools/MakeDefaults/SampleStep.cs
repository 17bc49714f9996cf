using Matiz.Formats;

namespace Matiz.MakeDefaults;

/// <summary>The sample's folder: its three tables, byte for byte.</summary>
internal static class SampleStep
{
    internal static readonly string[] Copied = ["train.csv", "validation.csv", "test.csv"];

    internal static void Run(string source, string destination)
    {
        Directory.CreateDirectory(destination);
        foreach (string name in Copied)
            AtomicFile.WriteAllBytes(Path.Combine(destination, name), File.ReadAllBytes(Path.Combine(source, name)));
    }
}
