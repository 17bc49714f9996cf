using System.Security.Cryptography;
using Matiz.Files;
using Matiz.Models;
using Matiz.Testing;
using Matiz.Tests.Models;
using Matiz.Weights;
using Matiz.Weights.Keras;

namespace Matiz.Tests.Weights.Keras;

/// <summary>Files that are written here, as others read them, and the damaged ones that others leave.</summary>
public sealed class KerasInteropTests
{
    public static TheoryData<string> Architectures => KerasWeightsTests.Architectures;

    // Left for the reference to open: from_pretrained("artifacts/interop/keras-…", from_tf=True).
    private static string Interop(string architecture) =>
        Path.Combine(SharedFiles.RepositoryRoot, "artifacts", "interop", "keras-" + architecture);

    [Theory]
    [InlineData("distilbert")]
    [InlineData("roberta")]
    public void Write_ReadByTheHdf5Library_HasTheNumbers(string architecture)
    {
        string source = TinyModels.Folder(architecture, "sequence-classification"), folder = Interop(architecture);
        using var original = WeightFiles.Open(source);
        string path = Path.Combine(Directory.CreateDirectory(folder).FullName, "tf_model.h5");
        var config = ModelConfig.Load(ModelFiles.InFolder(source));
        KerasWriter.Write(path, new WeightsToWrite(architecture, config.Architectures[0], original.Weights));
        foreach (string name in (string[])["config.json", "tokenizer.json", "tokenizer_config.json"])
            File.Copy(Path.Combine(source, name), Path.Combine(folder, name), overwrite: true);

        Assert.SkipUnless(DebianPython.HasH5py, DebianPython.WithoutH5py);
        var (code, output) = DebianPython.Run($$"""
            import h5py, hashlib
            f = h5py.File('{{path}}', 'r')
            for layer in f.attrs['layer_names']:
                for name in f[layer].attrs['weight_names']:
                    a = f[layer][name][()]
                    if name.endswith('/kernel:0'): a = a.T
                    print(name, hashlib.sha256(a.tobytes()).hexdigest())
            """);
        Assert.Equal(0, code);
        string[] lines = output.TrimEnd().Split('\n');
        Assert.Equal(original.Names.Count, lines.Length);
        foreach (string line in lines)
        {
            string[] parts = line.Split(' ');
            var bytes = original.ReadBytes(KerasNames.ToPyTorch(parts[0], scope: null));
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), parts[1]);
        }
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Open_DamagedFile_ReadsOrSaysCheckpointException(string architecture)
    {
        byte[] whole = File.ReadAllBytes(Path.Combine(OtherFrameworks.Folder("keras-" + architecture), "tf_model.h5"));
        DamagedFiles.AssertReadsOrRefuses(whole, "x.h5");
    }
}
