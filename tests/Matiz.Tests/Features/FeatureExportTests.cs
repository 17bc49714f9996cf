using Matiz.Data;
using Matiz.Features;
using Matiz.Formats.Npy;
using Matiz.Formats.Safetensors;
using Matiz.Learning;

namespace Matiz.Tests.Features;

public sealed class FeatureExportTests
{
    private static readonly DatasetDict Data = new(TinyRuns.Rows(4), TinyRuns.Rows(2, "test"));

    private static readonly Dictionary<string, FeatureMatrix> Features = new()
    {
        ["train"] = new FeatureMatrix([1, 2, 3, 4, 5, 6, 7, 8], 4, 2),
        ["test"] = new FeatureMatrix([9, 10, 11, 12], 2, 2),
    };

    [Fact]
    public void NumPy_TrainIsTheFile_OthersLieBeside()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal([folder["f.v1.npy"], folder["f.v1.test.npy"]], FeatureExport.Save(folder["f.v1.npy"], Features, Data));
        using NpyFile train = NpyFile.Open(folder["f.v1.npy"]), test = NpyFile.Open(folder["f.v1.test.npy"]);
        Assert.Equal(Features["train"].Values, train.ReadFloats());
        Assert.Equal([2L, 2L], test.Shape);
    }

    [Fact]
    public void Safetensors_HoldsFeaturesAndLabels()
    {
        using var folder = new TemporaryFolder();
        FeatureExport.Save(folder["f.safetensors"], Features, Data);
        using var file = SafetensorsFile.Open(folder["f.safetensors"]);
        var labels = new float[4];
        file.ReadFloats("train.label", labels);
        Assert.Equal([0, 1, 2, 3], labels);
        Assert.Equal([2L, 2L], file["test"].Shape);
    }

    [Fact]
    public void OtherExtension_SaysWhich()
    {
        Assert.False(FeatureExport.Knows("f.csv"));
        Assert.True(FeatureExport.Knows("f.NPY"));
        Assert.StartsWith(
            "'f.csv' ends in '.csv'; one of .npy, .safetensors was expected.",
            Assert.Throws<ArgumentException>(() => FeatureExport.Save("f.csv", Features, Data)).Message, StringComparison.Ordinal);
    }
}
