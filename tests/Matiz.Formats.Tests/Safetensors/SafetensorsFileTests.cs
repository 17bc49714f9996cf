using System.Globalization;
using System.Text;
using Matiz.Formats.Safetensors;
using Matiz.Testing;

namespace Matiz.Formats.Tests.Safetensors;

public class SafetensorsFileTests
{
    private const string Damaged = "The file is damaged or was not copied whole: fetch it again.";

    [Fact]
    public void Open_TheEmptyFileOfTheFormat_HasNoTensors()
    {
        using var file = SafetensorsFile.Open(
            "empty", new byte[] { 8, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7d, 0x20, 0x20, 0x20, 0x20, 0x20, 0x20 });
        Assert.Empty(file.Tensors);
        Assert.Empty(file.Metadata);
    }

    [Fact]
    public void Open_BlanksAroundTheJsonAndUnknownKeys_AreAccepted()
    {
        byte[] bytes = SafetensorsBytes.File(
            """  {"__metadata__":{"format":"pt"},"x":{"dtype":"I16","shape":[2],"more":{"a":[1]},"data_offsets":[0,4]}}   """,
            [1, 0, 254, 255]);
        using var file = SafetensorsFile.Open("blanks", bytes);
        var values = new float[2];
        file.ReadFloats("x", values);
        Assert.Equal([1f, -2f], values);
        Assert.Equal("pt", file.Metadata["format"]);
    }

    [Fact]
    public void Open_ScalarAndEmptyTensors_AreAccepted()
    {
        byte[] bytes = SafetensorsBytes.File(
            """{"scalar":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"none":{"dtype":"F32","shape":[3,0],"data_offsets":[4,4]}}""",
            BitConverter.GetBytes(2.5f));
        using var file = SafetensorsFile.Open("scalar", bytes);
        var value = new float[1];
        file.ReadFloats("scalar", value);
        Assert.Equal([2.5f], value);
        Assert.Equal(1, file["scalar"].ElementCount);
        Assert.Equal([3L, 0L], file["none"].Shape);
        Assert.Equal(0, file.Bytes("none").Length);
    }

    [Fact]
    public void Open_AFourBitType_CountsTwoValuesAByte()
    {
        using var file = SafetensorsFile.Open(
            "f4", SafetensorsBytes.File("""{"x":{"dtype":"F4","shape":[3,2],"data_offsets":[0,3]}}""", 3));
        Assert.Equal(6, file["x"].ElementCount);
        var error = Assert.Throws<SafetensorsException>(() => file.ReadFloats("x", new float[6]));
        Assert.Equal(
            "f4: tensor 'x' is F4, which has no conversion to single precision. Save it as F32, F16 or BF16 first.", error.Message);
    }

    public static TheoryData<string, int, string> BrokenHeaders => new()
    {
        { "[]", 0, "the header is an array, expected a JSON object (header, byte 8). " + Damaged },
        { "   ", 0, "*the header is no valid JSON near byte 8" },
        { "{\"x\":{\"dtype\":\"F32\"", 0, "*the header is no valid JSON near byte " },
        { "{} {}", 0, "*the header is no valid JSON near byte 11" },
        { "{\"__metadata__\":{\"n\":3}}", 0, "__metadata__ has 3 under 'n', expected a string (header, byte 29). " + Damaged },
        { "{\"__metadata__\":[]}", 0, "__metadata__ is an array, expected an object of strings (header, byte 24). " + Damaged },
        { "{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}}", 0, "__metadata__ has the key 'a' twice, expected once "
            + "(header, byte 37). " + Damaged },
        { "{\"__metadata__\":{},\"__metadata__\":{}}", 0, "__metadata__ occurs twice, expected once (header, byte 27). " + Damaged },
        { Tensor(
            "F33", "[1]",
            "[0,4]"), 4, "tensor 'x' has the dtype F33, expected one of BOOL F4 U8 I8 F8_E5M2 F8_E4M3 F8_E8M0 F8_E4M3FNUZ F8_E5M2FNUZ I16 "
            + "U16 F16 BF16 I32 U32 F32 C64 F64 I64 U64 (header, byte 22). " + Damaged },
        { Tensor(
            "F32", "[2]",
            "[0,4]"), 4, "tensor 'x' is F32 of shape [2] with 4 bytes (data_offsets [0, 4]), expected 8 (header, byte 60). " + Damaged },
        { Tensor("F32", "[1]", "[4,0]"), 4, "tensor 'x' has data_offsets [4, 0], expected begin and end (header, byte 60). " + Damaged },
        { Tensor(
            "F32", "[1]", "[0,4,8]"), 4, "tensor 'x' has data_offsets [0, 4, 8], expected begin and end (header, byte 62). " + Damaged },
        { Tensor(
            "F32", "[-1]",
            "[0,4]"), 4, "tensor 'x' has -1 in its shape or data_offsets, expected a whole number from 0 to 2^63-1 "
            + "(header, byte 37). " + Damaged },
        { Tensor(
            "F32", "[1.0]",
            "[0,4]"), 4, "tensor 'x' has 1.0 in its shape or data_offsets, expected a whole number from 0 to 2^63-1 "
            + "(header, byte 37). " + Damaged },
        { Tensor("F32", "[9223372036854775808]", "[0,4]"), 4, "*tensor 'x' has 9223372036854775808 in its shape" },
        { Tensor(
            "F32", "[4294967296,4294967296]",
            "[0,4]"), 4, "*tensor 'x' is F32 of shape [4294967296, 4294967296], whose size in bytes is no 63-bit whole number" },
        { Tensor("F64", "[2305843009213693952]", "[0,4]"), 4, "*tensor 'x' is F64 of shape [2305843009213693952], whose size" },
        { Tensor("F4", "[3]", "[0,2]"), 2, "*tensor 'x' is F4 of shape [3], whose size in bytes is no" },
        { Tensor("F32", "[1000000000000]", "[0,4000000000000]"), 4, "*tensor 'x' ends at byte 4000000000" },
        { Tensor("F32", "[1]", "[0,4]"), 6, "*2 bytes follow the last tensor, expected none." },
        { Tensor("F32", "[1]", "[0,4]"), 3, "*tensor 'x' ends at byte " },
        { Tensor("F32", "[1]", "[4,8]"), 8, "*tensor 'x' leaves a hole: its data begin at byte "
        },
        {
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8,
            "*tensor 'b' overlaps the tensor before it: its data begin at byte "
        },
        {
            "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},"
            + "\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]}}", 2,
            "*tensor 'a' occurs twice, expected once"
        },
        { "{\"x\":{\"dtype\":\"U8\",\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1,
            "tensor 'x' has the key dtype twice, expected once (header, byte 27). " + Damaged },
        { "{\"x\":{\"dtype\":\"U8\",\"shape\":[1]}}", 1, "tensor 'x' has no data_offsets, expected dtype, shape and data_offsets "
            + "(header, byte 38). " + Damaged },
        { "{\"x\":3}", 1, "tensor 'x' is 3, expected an object with dtype, shape and data_offsets (header, byte 13). " + Damaged },
        { "{\"x\":{\"dtype\":\"U8\",\"shape\":1,\"data_offsets\":[0,1]}}", 1, "tensor 'x' has 1 for its shape or data_offsets, expected an "
            + "array of whole numbers (header, byte 35). " + Damaged },
        { "{\"\\ud800\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1, "*the header is no valid JSON near byte 9" },
        { "{\"x\":{\"y\":" + new string('[', 100) + new string(']', 100) + "}}", 0, "*the header is no valid JSON near byte " },
    };

    [Theory]
    [MemberData(nameof(BrokenHeaders))]
    public void Open_ABrokenHeader_SaysWhatWasFoundAndExpected(string header, int dataBytes, string expected)
    {
        var error = Assert.Throws<SafetensorsException>(
            () => SafetensorsFile.Open("w.safetensors", SafetensorsBytes.File(header, dataBytes)));
        Assert.Equal("w.safetensors", error.Path);
        if (expected.StartsWith('*')) Assert.StartsWith(expected[1..], error.Reason, StringComparison.Ordinal);
        else Assert.Equal(expected, error.Reason);
    }

    [Theory]
    [InlineData("", "the file has 0 bytes, a safetensors file at least 8. " + Damaged)]
    [InlineData("0100000000000000", "bytes 0-7 announce a header of 1 bytes, but only 0 follow. " + Damaged)]
    [InlineData(
        "01e1f505000000007b7d", "bytes 0-7 announce a header of 100000001 bytes, the format allows 100000000. Is this a safetensors file?")]
    [InlineData(
        "ffffffffffffffff7b7d",
        "bytes 0-7 announce a header of 18446744073709551615 bytes, the format allows 100000000. Is this a safetensors file?")]
    [InlineData("0300000000000000ff7b7d", "the header is not UTF-8. " + Damaged)]
    public void Open_ALyingLength_IsRefused(string hex, string expected)
    {
        var error = Assert.Throws<SafetensorsException>(() => SafetensorsFile.Open("w", Convert.FromHexString(hex)));
        Assert.Equal("w: " + expected, error.Message);
    }

    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 90868376\n", "this is a Git LFS pointer")]
    [InlineData("PK\u0003\u0004\0\0\b\b\0\0\0\0\0\0", "this is a zip archive, perhaps PyTorch's")]
    [InlineData("<!DOCTYPE html><html>", "this is a web page")]
    public void Open_AnotherKindOfFile_IsNamed(string text, string expected)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.WriteAllText(path, text, new UTF8Encoding(false));
        try
        {
            var error = Assert.Throws<SafetensorsException>(() => SafetensorsFile.Open(path));
            Assert.StartsWith(expected, error.Reason, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Open_AClaimOfTerabytes_AllocatesNothingLarge()
    {
        byte[] bytes = SafetensorsBytes.File(Tensor("F32", "[1000000000000]", "[0,4000000000000]"), 4);
        Assert.Throws<SafetensorsException>(() => SafetensorsFile.Open("warm", bytes));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<SafetensorsException>(() => SafetensorsFile.Open("lie", bytes));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void Open_EveryTruncationOfAFile_IsRefused()
    {
        byte[] whole = File.ReadAllBytes(SharedFiles.Golden("tiny/distilbert/sequence-classification/model.safetensors"));
        for (int length = 0; length < whole.Length; length += Math.Max(1, length / 64))
        {
            var cut = whole.AsMemory(0, length);
            Assert.Throws<SafetensorsException>(() => SafetensorsFile.Open("cut", cut));
        }
    }

    [Fact]
    public void Open_HeadersWithRandomFaults_AreReadWhollyOrRefused()
    {
        byte[] whole = SafetensorsBytes.File("""
            {"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},
             "b":{"dtype":"BF16","shape":[4],"data_offsets":[24,32]},"c":{"dtype":"I64","shape":[],"data_offsets":[32,40]}}
            """, 40);
        int headerEnd = whole.Length - 40;
        var random = new Random(20240607);
        int opened = 0;
        for (int round = 0; round < 30_000; round++)
        {
            byte[] faulty = (byte[])whole.Clone();
            int faults = random.Next(1, 4);
            for (int i = 0; i < faults; i++)
            {
                int at = random.Next(headerEnd);
                faulty[at] = random.Next(3) switch
                {
                    0 => (byte)random.Next(256),
                    1 => whole[random.Next(8, headerEnd)],
                    _ => (byte)"0123456789\"{}[],:"[random.Next(17)],
                };
            }

            try
            {
                using var file = SafetensorsFile.Open("fuzz", faulty);
                opened++;
                foreach (var tensor in file.Tensors)
                    Assert.Equal(tensor.ByteLength, file.Bytes(tensor.Name).Length);
            }
            catch (SafetensorsException)
            {
                // refused: as good as read
            }
        }

        Assert.InRange(opened, 1, 29_999);
    }

    [Fact]
    public void Bytes_AfterDispose_Throws()
    {
        var file = SafetensorsFile.Open("x", SafetensorsBytes.File(Tensor("F32", "[1]", "[0,4]"), 4));
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.Bytes("x").Length);
    }

    [Fact]
    public void ReadFloats_PartsAndWrongLengths_AreChecked()
    {
        using var file = SafetensorsFile.Open("x", SafetensorsBytes.File(Tensor("U8", "[4]", "[0,4]"), [1, 2, 3, 4]));
        var part = new float[2];
        file.ReadFloats("x", 1, part);
        Assert.Equal([2f, 3f], part);
        Assert.Throws<ArgumentOutOfRangeException>(() => file.ReadFloats("x", 3, new float[2]));
        Assert.Throws<ArgumentException>(() => file.ReadFloats("x", new float[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.CopyBytes("x", -1, new byte[1]));
        var error = Assert.Throws<SafetensorsException>(() => file.Bytes("y").Length);
        Assert.Equal("x: there is no tensor 'y' among the 1 of the file. Does the file belong to this model?", error.Message);
    }

    private static string Tensor(string dtype, string shape, string offsets) =>
        string.Create(CultureInfo.InvariantCulture, $"{{\"x\":{{\"dtype\":\"{dtype}\",\"shape\":{shape},\"data_offsets\":{offsets}}}}}");
}
