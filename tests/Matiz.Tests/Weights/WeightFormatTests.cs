using Matiz.Files;
using Matiz.Formats;
using Matiz.Formats.Arrays;
using Matiz.Models;
using Matiz.Testing;
using Matiz.Tests.Models;
using Matiz.Weights;

namespace Matiz.Tests.Weights;

/// <summary>
/// Every framework's copy of a tiny model against the original, and what is written in each format against what was read.
/// </summary>
public sealed class WeightFormatTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("matiz-").FullName;

    public static TheoryData<string, string, ArrayDType> Copies => new()
    {
        { "torch-zip", "distilbert", ArrayDType.Float32 },
        { "torch-legacy", "distilbert", ArrayDType.Float32 },
        { "torch-strided", "distilbert", ArrayDType.Float32 },
        { "torch-parameter", "distilbert", ArrayDType.Float32 },
        { "torch-f16", "distilbert", ArrayDType.Float16 },
        { "torch-bf16", "distilbert", ArrayDType.BFloat16 },
        { "flax-albert", "albert", ArrayDType.Float32 },
        { "flax-bert", "bert", ArrayDType.Float32 },
        { "flax-distilbert", "distilbert", ArrayDType.Float32 },
        { "flax-electra", "electra", ArrayDType.Float32 },
        { "flax-roberta", "roberta", ArrayDType.Float32 },
        { "flax-xlm-roberta", "xlm-roberta", ArrayDType.Float32 },
    };

    private static IEnumerable<string> Models =>
        ["distilbert", "bert", "roberta", "albert", "electra", "xlm-roberta", "mpnet", "deberta-v2", "modernbert"];

    public static TheoryData<string, string> Written =>
        [.. from format in WeightFormats.All
            where format.Write is not null
            from model in Models
            where format.ModelTypes is null || format.ModelTypes.Contains(model, StringComparer.Ordinal)
            select (format.Name, model)];

    [Theory]
    [InlineData("81DBFFFFFFFF61")]
    [InlineData("81DB8000000061")]
    public void Open_FlaxNameThatClaimsTwoGibibytes_IsRefused(string hex)
    {
        var error = Assert.Throws<CheckpointException>(() => WeightFiles.Open("x.msgpack", Convert.FromHexString(hex)));
        Assert.StartsWith("x.msgpack: ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Copies))]
    public void Open_AnotherFrameworksCopy_HasTheNumbersOfTheOriginal(string copy, string model, ArrayDType dtype)
    {
        using var found = WeightFiles.Open(OtherFrameworks.Folder(copy));
        using var expected = WeightFiles.Open(Tiny(model));
        AssertSame(expected, found, dtype);
    }

    [Theory]
    [MemberData(nameof(Copies))]
    public void Open_ADamagedCopy_ReadsOrRefusesIt(string copy, string model, ArrayDType dtype)
    {
        Assert.NotEmpty(model + dtype);
        string file = Directory.EnumerateFiles(OtherFrameworks.Folder(copy), "*_model.*").Single();
        DamagedFiles.AssertReadsOrRefuses(File.ReadAllBytes(file), Path.GetFileName(file));
    }

    [Fact]
    public void Open_APickleThatWouldRunCode_IsRefusedByTheNameOfWhatItCalls()
    {
        var refused = Assert.Throws<CheckpointException>(() => WeightFiles.Open(OtherFrameworks.Folder("torch-evil")));
        Assert.Equal("posix.system", refused.RefusedGlobal);
        Assert.Equal(
            "the pickle names posix.system (byte 4596), which could run code. Tensors alone were expected (of torch and "
            + "collections.OrderedDict). Nothing was run. Do not trust the file: take safetensors of another source, or, where it is your "
            + "own, save model.state_dict() alone.",
            refused.Reason);
    }

    [Theory]
    [MemberData(nameof(Written))]
    public void Write_ATinyModel_ReadsBackEqual(string formatName, string model)
    {
        var format = WeightFormat.All.Single(format => format.Name == formatName);
        using var expected = WeightFiles.Open(Tiny(model));
        string path = Path.Combine(_folder, format.FileNames[0]);
        format.Write!(path, Content(model, expected));
        using var found = WeightFiles.Open(_folder);
        Assert.Equal(format, found.Format);
        AssertSame(expected, found, ArrayDType.Float32);
    }

    [Theory]
    [InlineData("distilbert")]
    [InlineData("roberta")]
    public void Write_ForOtherReaders_LeavesAModelFolder(string model)
    {
        using var weights = WeightFiles.Open(Tiny(model));
        foreach (var format in WeightFormat.All.Where(format => format.Name is "pytorch" or "flax"))
        {
            string folder = Path.Combine(SharedFiles.RepositoryRoot, "artifacts", "interop", $"{format.Name}-{model}");
            Directory.CreateDirectory(folder);
            foreach (string name in (string[])["config.json", "tokenizer.json", "tokenizer_config.json"])
                File.Copy(Path.Combine(Tiny(model), name), Path.Combine(folder, name), overwrite: true);
            format.Write!(Path.Combine(folder, format.FileNames[0]), Content(model, weights));
            Assert.True(new FileInfo(Path.Combine(folder, format.FileNames[0])).Length > 100_000);
        }
    }

    [Fact]
    public void Write_Flax_GivesTheBytesThatFlaxGives()
    {
        string golden = Path.Combine(OtherFrameworks.Folder("flax-distilbert"), "flax_model.msgpack");
        using var weights = WeightFiles.Open(golden);
        string path = Path.Combine(_folder, "flax_model.msgpack");
        weights.Format.Write!(path, Content("distilbert", weights));
        Assert.Equal(File.ReadAllBytes(golden), File.ReadAllBytes(path));
    }

    [Theory]
    [InlineData("pytorch_model.bin", ArrayDType.Float8E4M3)]
    [InlineData("pytorch_model.bin", ArrayDType.UInt16)]
    [InlineData("pytorch_model.bin", ArrayDType.Int64)]
    [InlineData("pytorch_model.bin", ArrayDType.Bool)]
    [InlineData("flax_model.msgpack", ArrayDType.Float8E5M2)]
    [InlineData("flax_model.msgpack", ArrayDType.BFloat16)]
    public void Write_RareTypesAndShapes_ReadBackEqual(string name, ArrayDType dtype)
    {
        int size = dtype.Bits() / 8;
        byte[] bytes = [.. Enumerable.Range(0, 24 * size).Select(i => (byte)i)];
        var tensors = new[]
        {
            TensorToWrite.FromBytes("a/x", dtype, [2, 1, 3, 4], bytes),
            TensorToWrite.FromBytes("a/scalar", dtype, [], bytes.AsMemory(0, size)),
            TensorToWrite.FromBytes("empty", dtype, [0, 3], Array.Empty<byte>()),
        };
        string path = Path.Combine(_folder, name);
        if (name.EndsWith(".bin", StringComparison.Ordinal)) Matiz.Formats.Pickle.PyTorchWriter.Write(path, tensors);
        else Matiz.Formats.Flax.FlaxWriter.Write(path, tensors);
        using var file = WeightFormats.OfFile(name).Open(path, MappedBytes.Open(path));
        Assert.Equal(tensors.Select(tensor => (tensor.Name, tensor.DType)), file.Arrays.Select(array => (array.Name, array.DType)));
        Assert.Equal(tensors.Select(tensor => tensor.Shape), file.Arrays.Select(array => array.Shape));
        Assert.Equal(bytes, Bytes(file.Arrays[0]));
        Assert.Equal(bytes[..size], Bytes(file.Arrays[1]));
        Assert.Empty(Bytes(file.Arrays[2]));
    }

    [Fact]
    public void FoundIn_SeveralFrameworks_TheOrderOfTheListDecides()
    {
        File.Copy(SharedFiles.Golden("formats/checkpoints/torch-zip/pytorch_model.bin"), Path.Combine(_folder, "pytorch_model.bin"));
        using (var alone = WeightFiles.Open(_folder)) Assert.Equal("pytorch", alone.Format.Name);
        File.Copy(
            SharedFiles.Golden("tiny/distilbert/sequence-classification/model.safetensors"), Path.Combine(_folder, "model.safetensors"));
        var files = ModelFiles.InFolder(_folder);
        Assert.Equal(["safetensors", "pytorch"], WeightFormat.FoundIn(files).Select(format => format.Name));
        using var first = WeightFiles.Open(files);
        Assert.Equal("safetensors", first.Format.Name);
        using var second = WeightFiles.Open(files, first.Format == WeightFormat.All[0] ? WeightFormat.All[1] : WeightFormat.All[0]);
        Assert.Equal("pytorch", second.Format.Name);
        AssertSame(first, second, ArrayDType.Float32);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    internal static void AssertSame(WeightFiles expected, WeightFiles found, ArrayDType dtype)
    {
        Assert.Equal(expected.Names.Order(StringComparer.Ordinal), found.Names.Order(StringComparer.Ordinal));
        foreach (var before in expected.Entries)
        {
            Assert.True(found.TryGet(before.Name, out var after));
            Assert.Equal(before.Shape, after.Shape);
            Assert.Equal(dtype, after.DType);
            float[] values = new float[before.ElementCount], others = new float[before.ElementCount];
            expected.ReadFloats(before.Name, values);
            found.ReadFloats(before.Name, others);
            Assert.True(values.Select(value => Round(value, dtype)).SequenceEqual(others), before.Name);
        }
    }

    private static string Tiny(string model) => TinyModels.Folder(model, "sequence-classification");

    private static WeightsToWrite Content(string model, WeightFiles weights) =>
        new(model, ModelConfig.Load(Tiny(model)).Architectures[0], weights.Weights);

    private static byte[] Bytes(NamedArray array)
    {
        byte[] bytes = new byte[array.ByteLength];
        array.CopyBytes(0, bytes);
        return bytes;
    }

    private static float Round(float value, ArrayDType dtype)
    {
        if (dtype == ArrayDType.Float16) return (float)(Half)value;
        if (dtype != ArrayDType.BFloat16) return value;
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return BitConverter.UInt32BitsToSingle((bits + 0x7fffu + ((bits >> 16) & 1)) & 0xffff0000u);
    }
}
