using Matiz.Testing;
using Matiz.Weights;

namespace Matiz.Tests.Weights;

/// <summary>Weights that were damaged on their way: they are read, or refused with their path, in little time and memory.</summary>
internal static class DamagedFiles
{
    /// <summary>Reads damaged copies.</summary>
    /// <param name="whole">The file.</param>
    /// <param name="name">Its name, whose end says the format.</param>
    public static void AssertReadsOrRefuses(byte[] whole, string name) =>
        DamagedReading.Check<CheckpointException>(whole, name + ": ", bytes => ReadAll(WeightFiles.Open(name, bytes)));

    /// <summary>Reads every tensor.</summary>
    public static void ReadAll(WeightFiles opened)
    {
        using var weights = opened;
        foreach (var entry in weights.Entries) weights.ReadBytes(entry.Name);
    }
}
