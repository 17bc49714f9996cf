using System.Globalization;
using Matiz.Formats;
using Matiz.Formats.Arrays;
using Matiz.Testing;
using Matiz.Weights;

namespace Matiz.Tests.Weights;

public sealed class WeightFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("matiz-").FullName;

    private string Single => Path.Combine(_folder, "model.safetensors");

    private string Index => Path.Combine(_folder, "model.safetensors.index.json");

    private static string Looked =>
        $"there are no weights: none of {string.Join(", ", WeightFormats.All.Select(format => format.FileNames[0]))}, "
        + "and no index of their parts. ";

    public static TheoryData<string> ModelFolders =>
    [
        .. Directory.EnumerateFiles(SharedFiles.Golden("tiny"), "model.safetensors", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(SharedFiles.Golden("tiny"), Path.GetDirectoryName(path)!)).Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(ModelFolders))]
    public void Save_TheWeightsOfAFolder_KeepsNamesTypesShapesAndBits(string folder) =>
        AssertRoundTrip(SharedFiles.Golden(Path.Combine("tiny", folder)));

    [Fact]
    public void Save_TheRealEncoder_KeepsNamesTypesShapesAndBits()
    {
        Assert.SkipUnless(SharedFiles.SharedExists, "needs ../shared: models/all-MiniLM-L6-v2");
        AssertRoundTrip(SharedFiles.Shared("models/all-MiniLM-L6-v2"));
    }

    [Theory]
    [InlineData("safetensors-sharded", ArrayDType.Float32)]
    [InlineData("safetensors-f64", ArrayDType.Float64)]
    [InlineData("safetensors-f16", ArrayDType.Float16)]
    [InlineData("safetensors-bf16", ArrayDType.BFloat16)]
    public void Open_TheSameModelInAnotherForm_HasTheValuesRoundedToIt(string form, ArrayDType dtype)
    {
        Assert.SkipUnless(SharedFiles.SharedExists, "needs ../shared: goldens/formats/checkpoints");
        using var expected = WeightFiles.Open(SharedFiles.Golden("tiny/distilbert/sequence-classification"));
        using var found = WeightFiles.Open(SharedFiles.Shared("goldens/formats/checkpoints/" + form));
        Assert.Equal(expected.Names.Order(StringComparer.Ordinal), found.Names.Order(StringComparer.Ordinal));
        foreach (string name in expected.Names)
        {
            Assert.True(found.TryGet(name, out var entry));
            Assert.Equal(dtype, entry.DType);
            Assert.Equal(Read(expected, name).Select(value => Round(value, dtype)), Read(found, name));
        }
    }

    [Fact]
    public void Open_BytesAndStreams_ReadLikeTheFile()
    {
        string path = SharedFiles.Golden("tiny/bert/base/model.safetensors");
        byte[] bytes = File.ReadAllBytes(path);
        using var fromFile = WeightFiles.Open(path);
        using var fromBytes = WeightFiles.Open("bytes", bytes);
        unsafe
        {
            fixed (byte* pointer = bytes)
            {
                using var stream = new UnmanagedMemoryStream(pointer, bytes.Length);
                using var fromStream = WeightFiles.Open("stream", stream);
                foreach (string name in fromFile.Names)
                {
                    Assert.Equal(Read(fromFile, name), Read(fromBytes, name));
                    Assert.Equal(Read(fromFile, name), Read(fromStream, name));
                }
            }
        }
    }

    [Fact]
    public void Open_OldNames_AreReadUnderTodaysNames()
    {
        Save(Single, "module.a.LayerNorm.gamma", "module.a.LayerNorm.beta", "module.gamma.kernel");
        using var files = WeightFiles.Open(_folder);
        Assert.Equal(["a.LayerNorm.bias", "a.LayerNorm.weight", "gamma.kernel"], files.Names);
        Assert.True(files.TryGet("a.LayerNorm.weight", out var entry));
        Assert.Equal("module.a.LayerNorm.gamma", entry.OriginalName);
        Assert.Equal("model.safetensors", entry.FileName);
        Assert.Equal([7f], Read(files, "a.LayerNorm.weight"));
        Assert.Equal(4, files.ReadBytes("a.LayerNorm.weight").Length);
        Assert.Equal(["x", "y"], Rewritten(files, ("a.LayerNorm.weight", "y"), ("gamma.kernel", "x")));
    }

    [Fact]
    public void Open_NoFolderOrNoWeights_SaysWhatWasLookedFor()
    {
        string missing = Path.Combine(_folder, "none");
        AssertRefused(
            missing, $"{missing}: there is no such model folder, expected one with config.json and model.safetensors. Check the path.");
        AssertRefused(_folder, $"{_folder}: {Looked}Is this the folder of a model, and was it copied whole?");
        string pickle = Path.Combine(_folder, "pytorch_model.bin");
        File.WriteAllText(pickle, "");
        AssertRefused(
            _folder,
            $"{pickle}: this is neither a zip archive nor a pickle (0 bytes). A file of torch.save was expected. "
            + "The file is damaged or of another kind: fetch it again.");
    }

    [Theory]
    [InlineData(
        "pytorch_model-00001-of-00002.bin",
        "There are parts of weights (pytorch_model-00001-of-00002.bin), but not the index that says what lies where. "
        + "Fetch pytorch_model.bin.index.json as well.")]
    [InlineData(
        "saved_model.pb",
        "There is saved_model.pb (TensorFlow's SavedModel), which this version does not read. Take the folder of the model that it was "
        + "made of, saved by Python's save_pretrained.")]
    [InlineData("optimizer.pt", "Is this the folder of a model, and was it copied whole?")]
    [InlineData("model.Q4_K_M.gguf", "There is model.Q4_K_M.gguf (llama.cpp's), which")]
    [InlineData(
        "model.fp16.safetensors",
        "There is model.fp16.safetensors, the variant 'fp16' of the weights. "
        + "Copy it to model.safetensors: its numbers are read as they are.")]
    [InlineData(
        "model-00001-of-00002.safetensors",
        "There are parts of weights (model-00001-of-00002.safetensors), but not the index that says what lies where. "
        + "Fetch model.safetensors.index.json as well.")]
    [InlineData(
        "adapter_model.safetensors",
        "There is adapter_model.safetensors, an adapter (PEFT: LoRA and its like), which is no model by itself. "
        + "Merge the two in Python")]
    [InlineData("pytorch_lora.safetensors", "There is pytorch_lora.safetensors. Where that is the model, copy it to model.safetensors.")]
    public void Open_WeightsOfAnotherNameOrFormat_SaysWhatIsThereAndWhatToDo(string name, string expected)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "onnx"));
        File.WriteAllText(Path.Combine(_folder, name), "");
        Assert.StartsWith(Looked + expected,
            Assert.Throws<CheckpointException>(() => WeightFiles.Open(_folder)).Reason.Replace('\\', '/'), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_AnAdapter_NamesItsBaseModelEvenBesideWholeWeights()
    {
        Save(Single, "x");
        File.WriteAllText(
            Path.Combine(_folder, "adapter_config.json"), """{"peft_type":"LORA","base_model_name_or_path":"bert-base-uncased"}""");
        AssertRefused(
            _folder,
            $"{_folder}: this is an adapter (LORA), adapter_config.json says: a change to the weights of 'bert-base-uncased', "
            + "and no model by itself. " +
            "A whole model was expected. Merge the two in Python with peft (merge_and_unload, "
                + "then save_pretrained into a new folder) and name the new folder.");
    }

    [Fact]
    public void Open_LinksThatLeadNowhere_AreNamed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "links need rights on Windows");
        File.CreateSymbolicLink(Single, "../../blobs/gone");
        AssertRefused(_folder, $"{Single}: this is a link to '../../blobs/gone', where nothing is. The file itself was expected. " +
            "Fetch it again, or copy the folder with its links followed.");
    }

    [Fact]
    public void Open_AnIndexAsPythonTakesIt_ReadsTheLastOfEqualNames()
    {
        Save(Path.Combine(_folder, "b.safetensors"), "x");
        File.WriteAllText(Index, """{"metadata":{"total_size":NaN},"weight_map":{"x":"a.safetensors","x":"b.safetensors"}}""");
        using var files = WeightFiles.Open(_folder);
        Assert.Equal(["x"], files.Names);
    }

    [Fact]
    public void Open_AnIndexThatNamesABufferWhichIsNotThere_ReadsTheRest()
    {
        Save(Path.Combine(_folder, "a.safetensors"), "x");
        File.WriteAllText(Index, """{"weight_map":{"x":"a.safetensors","bert.embeddings.position_ids":"a.safetensors"}}""");
        using var files = WeightFiles.Open(_folder);
        Assert.Equal(["x"], files.Names);
    }

    [Fact]
    public void Open_AnIndexThatIsAPointer_SaysSo()
    {
        File.WriteAllText(Index, "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 9\n");
        Assert.StartsWith(
            $"{Index}: this is a Git LFS pointer", Assert.Throws<CheckpointException>(() => WeightFiles.Open(_folder)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ATruncatedFile_NamesFileAndTensor()
    {
        byte[] bytes = File.ReadAllBytes(SharedFiles.Golden("tiny/bert/base/model.safetensors"));
        File.WriteAllBytes(Single, bytes[..^10]);
        string end = bytes.Length.ToString(CultureInfo.InvariantCulture);
        string cut = (bytes.Length - 10).ToString(CultureInfo.InvariantCulture);
        AssertRefused(_folder, $"{Single}: tensor 'pooler.dense.weight' ends at byte {end}, the file at {cut}. " +
            "The file is damaged or was not copied whole: fetch it again.");
    }

    [Fact]
    public void Open_AnIndexWithPathsOutOfTheFolder_IsRefused()
    {
        Save(Path.Combine(_folder, "a.safetensors"), "x");
        foreach (string bad in (string[])["../a.safetensors", "sub/a.safetensors", "..", "", "C:\\\\a.safetensors"])
        {
            File.WriteAllText(Index, "{\"weight_map\":{\"x\":\"" + bad + "\"}}");
            var error = Assert.Throws<CheckpointException>(() => WeightFiles.Open(_folder));
            Assert.StartsWith($"{Index}: 'weight_map' places 'x' in '", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("[]", "there is no object 'weight_map', expected tensor names with their files. Fetch the index again.")]
    [InlineData("""{"weight_map":{}}""", "'weight_map' is empty, expected tensor names with their files. Fetch the index again.")]
    [InlineData("""{"weight_map":{"x":3}}""", "'weight_map' has Number for 'x', expected a file name. Fetch the index again.")]
    [InlineData("{", "the index is no valid JSON: ")]
    public void Open_ABrokenIndex_IsRefused(string json, string expected)
    {
        File.WriteAllText(Index, json);
        var error = Assert.Throws<CheckpointException>(() => WeightFiles.Open(_folder));
        Assert.StartsWith($"{Index}: {expected}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ShardsThatDisagreeWithTheIndex_AreRefused()
    {
        string a = Path.Combine(_folder, "a.safetensors"), b = Path.Combine(_folder, "b.safetensors");
        File.WriteAllText(Index, """{"weight_map":{"x":"a.safetensors","y":"b.safetensors"}}""");
        Save(a, "x", "extra");
        AssertRefused(_folder, $"{b}: the file is missing, but model.safetensors.index.json names it. Fetch the missing file.");
        Save(b, "z");
        AssertRefused(_folder, $"{b}: there is no tensor 'y', but model.safetensors.index.json places it here. " +
            "Do these files come from two different models?");
        Save(b, "y", "extra");
        AssertRefused(
            _folder, $"{b}: tensor 'extra' lies in a.safetensors as well, and model.safetensors.index.json does not say which to take. " +
            "Fetch the model again.");
        Save(b, "y", "x");
        using var files = WeightFiles.Open(_folder);
        Assert.Equal(["extra", "x", "y"], files.Names);
        Assert.True(files.TryGet("x", out var entry));
        Assert.Equal("a.safetensors", entry.FileName);
    }

    [Fact]
    public void ReadFloats_UnknownNamesAndTypes_AreRefused()
    {
        WeightWriter.Save(Single, [TensorToWrite.FromBytes("c", ArrayDType.Complex64, [1], new byte[8])]);
        using var files = WeightFiles.Open(_folder);
        var unknown = Assert.Throws<CheckpointException>(() => files.ReadFloats("x", new float[1]));
        Assert.Equal($"{_folder}: there is no tensor 'x' among the 1 of the checkpoint. Does it belong to this model?", unknown.Message);
        var complex = Assert.Throws<CheckpointException>(() => files.ReadFloats("c", new float[1]));
        Assert.Equal(
            $"{Single}: tensor 'c' is C64, which has no conversion to single precision. Save it as F32, F16 or BF16 first.",
            complex.Message);
        Assert.False(files.TryGet("x", out _));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Save(string path, params string[] names) =>
        WeightWriter.Save(path, names.Select(name => TensorToWrite.From<float>(name, [1], new float[] { 7 })));

    private static float[] Read(WeightFiles files, string name)
    {
        Assert.True(files.TryGet(name, out var entry));
        var values = new float[entry.ElementCount];
        files.ReadFloats(name, values);
        return values;
    }

    private static float Round(float value, ArrayDType dtype) => dtype switch
    {
        ArrayDType.Float16 => (float)(Half)value,
        ArrayDType.BFloat16 => (float)(BFloat16)value,
        _ => value,
    };

    private static void AssertRefused(string folder, string expected) =>
        Assert.Equal(expected, Assert.Throws<CheckpointException>(() => WeightFiles.Open(folder)).Message);

    private string[] Rewritten(WeightFiles files, params (string Name, string NewName)[] names)
    {
        string path = Path.Combine(_folder, "again.safetensors");
        WeightWriter.Save(path, names.Select(pair => files.ToWrite(pair.Name, pair.NewName)));
        using var again = WeightFiles.Open(path);
        return [.. again.Names];
    }

    private void AssertRoundTrip(string folder)
    {
        using var expected = WeightFiles.Open(folder);
        WeightWriter.Save(Single, expected.Entries.Select(entry => entry.DType == ArrayDType.Float32
            ? TensorToWrite.From<float>(entry.Name, entry.Shape, destination => expected.ReadFloats(entry.Name, destination))
            : expected.ToWrite(entry.Name)));
        using var found = WeightFiles.Open(_folder);
        Assert.Equal(expected.Names, found.Names);
        foreach (var (before, after) in expected.Entries.Zip(found.Entries))
        {
            Assert.Equal(before.DType, after.DType);
            Assert.Equal(before.Shape, after.Shape);
            Assert.True(expected.ReadBytes(before.Name).SequenceEqual(found.ReadBytes(after.Name)), before.Name);
        }
    }

    /// <summary>Rounds to nearest even, as PyTorch does when it saves.</summary>
    private readonly record struct BFloat16(uint Bits)
    {
        public static explicit operator BFloat16(float value)
        {
            uint bits = BitConverter.SingleToUInt32Bits(value);
            return new BFloat16((bits + 0x7fffu + ((bits >> 16) & 1)) & 0xffff0000u);
        }

        public static explicit operator float(BFloat16 value) => BitConverter.UInt32BitsToSingle(value.Bits);
    }
}
