using System.Text;
using Matiz.Formats.Arrays;
using Matiz.Formats.Pickle;
using Matiz.Formats.Zip;

namespace Matiz.Formats.Tests.Pickle;

public sealed class PyTorchFileTests : IDisposable
{
    private const string Tensor = "ctorch._utils\n_rebuild_tensor_v2\n";
    private readonly string _folder = Directory.CreateTempSubdirectory("matiz-").FullName;

    private string FilePath => Path.Combine(_folder, "x.pt");

    [Theory]
    [InlineData("2,3", "3,1", 0, new[] { 0f, 1, 2, 3, 4, 5 })]
    [InlineData("3,2", "1,3", 0, new[] { 0f, 3, 1, 4, 2, 5 })]      // a transpose
    [InlineData("2,2", "3,1", 1, new[] { 1f, 2, 4, 5 })]            // a part
    [InlineData("2,3", "0,1", 3, new[] { 3f, 4, 5, 3, 4, 5 })]      // a row shown twice
    [InlineData("", "", 4, new[] { 4f })]
    [InlineData("0,3", "3,1", 0, new float[0])]
    [InlineData("1,3", "99,2", 0, new[] { 0f, 2, 4 })]
    public void Open_AViewOfAStorage_ReadsItsElements(string shape, string strides, int offset, float[] expected)
    {
        using var file = Open(Dictionary("w", View("0", 6, offset, shape, strides)), Storage(6));
        var array = Assert.Single(file.Arrays);
        Assert.Equal(expected, Floats(array));
        if (expected.Length > 2) Assert.Equal(expected[2..], Floats(array, 2));
    }

    [Fact]
    public void Open_ABigEndianFile_TurnsTheBytes()
    {
        byte[] storage = [.. Storage(3).Chunk(4).SelectMany(bytes => bytes.Reverse())];
        using var file = Open(Dictionary("w", View("0", 3, 0, "3", "1")), storage, "big");
        Assert.Equal([0f, 1, 2], Floats(file.Arrays[0]));
    }

    [Fact]
    public void Open_TwoNamesOfOneStorage_AreOneArray()
    {
        using var file = Open(
            "}(" + Text("a") + View("0", 6, 0, "2,3", "3,1") + Text("b") + View("0", 6, 0, "2,3", "3,1") + Text("c")
            + View("0", 6, 0, "3,2", "2,1") + "u",
            Storage(6));
        Assert.Equal(file.Arrays[0].Identity, file.Arrays[1].Identity);
        Assert.NotEqual(file.Arrays[0].Identity, file.Arrays[2].Identity);
    }

    [Theory]
    [InlineData("state_dict")]
    [InlineData("model")]
    public void Open_ATrainingsCheckpoint_ReadsTheWeightsInIt(string key)
    {
        string inner = Dictionary("w", View("0", 6, 0, "6", "1"));
        using var file = Open("}(" + Text("epoch") + "K\x03" + Text(key) + inner + "u", Storage(6));
        Assert.Equal("w", Assert.Single(file.Arrays).Name);
    }

    [Fact]
    public void Open_Protocol4_IsReadAlike()
    {
        string global = Short("torch._utils") + Short("_rebuild_tensor_v2") + "\u0093\u0094";
        string storage = "(" + Short("storage") + Short("torch") + Short("FloatStorage") + "\u0093" + Short("0") + Short("cpu") + "K\x06tQ";
        using var file = Open(
            "\u0080\u0004\u0095\0\0\0\0\0\0\0\0}\u0094(" + Short("w") + global + "(" + storage + "K\0K\x06\u0085K\x01\u0085\u0089}tR" + "u",
            Storage(6));
        Assert.Equal([0f, 1, 2, 3, 4, 5], Floats(file.Arrays[0]));
    }

    [Theory]
    [InlineData("cposix\nsystem\n", "posix.system")]
    [InlineData("cbuiltins\neval\n", "builtins.eval")]
    [InlineData("ctorch\nload\n", "torch.load")]
    [InlineData("ctorch.jit\n_load\n", "torch.jit._load")]
    [InlineData("cnumpy.core.multiarray\n_reconstruct\n", "numpy.core.multiarray._reconstruct")]
    [InlineData("(iposix\nsystem\n", "posix.system")]
    [InlineData("\u008c\u0005posix\u008c\u0006system\u0093", "posix.system")]
    [InlineData("ccollections\nOrderedDict.__class__\n", "collections.OrderedDict.__class__")]
    public void Open_ANameThatIsNotOnTheList_IsRefused(string pickle, string name)
    {
        var refused = Assert.Throws<PickleException>(() => Open(Dictionary("w", pickle), Storage(1)));
        Assert.Equal(name, refused.Global);
        Assert.StartsWith($"{FilePath}: the pickle names {name} (byte ", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("}(" + "o", "opcode 0x6F ('o')")]
    [InlineData("\u0082\u0001", "opcode 0x82")]
    [InlineData("ccollections\nOrderedDict\nK\x01\u0085R", "calls collections.OrderedDict with 1 arguments")]
    [InlineData("ctorch\nFloatStorage\n)R", "calls torch.FloatStorage with 0 arguments")]
    [InlineData("K\x01", "the pickle holds a value")]
    [InlineData("}", "there is no tensor among the 0 values")]
    [InlineData("h\x07", "recalls value 7, which it never made")]
    [InlineData("t", "to a mark that is not there")]
    [InlineData("X\u00ff\u00ff\u00ff\u007fab", "announces 2147483647 bytes more")]
    public void Open_APickleOfSomethingElse_SaysWhat(string pickle, string expected) =>
        Assert.Contains(
            expected, Assert.Throws<PickleException>(() => Open(pickle, Storage(1))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(6, "7", "1", 0)]
    [InlineData(6, "2,3", "4,1", 0)]
    [InlineData(6, "6", "1", 1)]
    [InlineData(6, "2,9223372036854775807", "9223372036854775807,1", 0)]
    [InlineData(7, "7", "1", 0)]
    public void Open_ATensorThatLeavesItsStorage_IsRefused(int count, string shape, string strides, int offset) =>
        Assert.Throws<PickleException>(() => Open(Dictionary("w", View("0", count, offset, shape, strides)), Storage(6)));

    [Fact]
    public void Open_OneElementShownAsATerabyte_IsRefused() =>
        Assert.Contains(
            "more than four times",
            Assert.Throws<PickleException>(
                () => Open(Dictionary("w", View("0", 1, 0, "1000000,1000000", "0,0")), Storage(1))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Open_ScriptsArchivesAndOtherZips_AreNamed()
    {
        Write(("x/data.pkl", Pickle("}")), ("x/constants.pkl", []));
        Assert.Contains("this is TorchScript", Refused(), StringComparison.Ordinal);
        Write(("a.npy", []));
        Assert.Contains("NumPy's .npz", Refused(), StringComparison.Ordinal);
        byte[] tar = new byte[1024];
        "ustar"u8.CopyTo(tar.AsSpan(257));
        File.WriteAllBytes(FilePath, tar);
        Assert.Contains("this is a tar archive", Refused(), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Dictionary(string name, string value) => "}" + Text(name) + value + "s";

    private static string View(string key, int count, int offset, string shape, string strides) =>
        Tensor + "((" + Text("storage") + "ctorch\nFloatStorage\n" + Text(key) + Text("cpu") + Number(count) + "tQ" + Number(offset)
        + Tuple(shape) + Tuple(strides) + "\u0089ccollections\nOrderedDict\n)RtR";

    private static string Tuple(string numbers) =>
        "(" + string.Concat(numbers.Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(number => Number(long.Parse(number, System.Globalization.CultureInfo.InvariantCulture)))) + "t";

    private static string Number(long value) => "\u008a\u0008" + Encoding.Latin1.GetString(BitConverter.GetBytes(value));

    private static string Text(string text) => $"X{(char)text.Length}\0\0\0{text}";

    private static string Short(string text) => $"\u008c{(char)text.Length}{text}";

    private static byte[] Pickle(string opcodes) => Encoding.Latin1.GetBytes(opcodes + ".");

    private static byte[] Storage(int count) => [.. Enumerable.Range(0, count).SelectMany(i => BitConverter.GetBytes((float)i))];

    private static float[] Floats(NamedArray array, int start = 0)
    {
        var values = new float[array.ElementCount - start];
        array.ReadFloats(start, values);
        return values;
    }

    private PyTorchFile Open(string opcodes, byte[] storage, string order = "little")
    {
        Write(("x/data.pkl", Pickle(opcodes)), ("x/byteorder", Encoding.ASCII.GetBytes(order)), ("x/data/0", storage));
        return PyTorchFile.Open(FilePath, MappedBytes.Open(FilePath));
    }

    private string Refused() =>
        Assert.Throws<PickleException>(() => PyTorchFile.Open(FilePath, MappedBytes.Open(FilePath))).Message;

    private void Write(params (string Name, byte[] Bytes)[] entries)
    {
        using var stream = File.Create(FilePath);
        var zip = new StoredZipWriter(stream);
        foreach (var (name, bytes) in entries) zip.Add(name, bytes.Length, into => into.Write(bytes));
        zip.Finish();
    }
}
