using Matiz.Testing;
using Matiz.Weights;

namespace Matiz.Tests.Weights;

/// <summary>Copies of tiny checkpoints that other frameworks saved, and comparison with the original.</summary>
internal static class OtherFrameworks
{
    /// <summary>The folder of a copy; the test is skipped where it lies beside the repository and is absent.</summary>
    public static string Folder(string name)
    {
        string folder = SharedFiles.Golden("formats/checkpoints/" + name);
        if (Directory.Exists(folder)) return folder;
        Assert.SkipUnless(SharedFiles.SharedExists, "needs ../shared: goldens/formats/checkpoints/" + name);
        return SharedFiles.Shared("goldens/formats/checkpoints/" + name);
    }

    /// <summary>Requires the same names, shapes and numbers, bit for bit.</summary>
    public static void AssertEqual(WeightFiles expected, WeightFiles found)
    {
        Assert.Equal(expected.Names.Order(StringComparer.Ordinal), found.Names.Order(StringComparer.Ordinal));
        foreach (var entry in expected.Entries)
        {
            Assert.True(found.TryGet(entry.Name, out var other));
            Assert.Equal(entry.Shape, other.Shape);
            Assert.Equal(entry.DType, other.DType);
            Assert.True(expected.ReadBytes(entry.Name).SequenceEqual(found.ReadBytes(entry.Name)), entry.Name);
        }
    }
}
