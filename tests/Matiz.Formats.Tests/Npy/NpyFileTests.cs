using System.Text;
using Matiz.Formats.Npy;

namespace Matiz.Formats.Tests.Npy;

public class NpyFileTests
{
    private const string Damaged = "The file is damaged or was not copied whole: save it again.";

    public static TheoryData<string, byte[], float[]> Types => new()
    {
        { "<f4", [0, 0, 0xC0, 0x3F, 0, 0, 0x80, 0xBF], [1.5f, -1f] },
        { "<f8", [0, 0, 0, 0, 0, 0, 0xF8, 0x3F, 0, 0, 0, 0, 0, 0, 0xF0, 0xBF], [1.5f, -1f] },
        { "<f2", [0x00, 0x3E, 0x00, 0xBC], [1.5f, -1f] },
        { "<i4", [7, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF], [7f, -1f] },
        { "<i8", [7, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [7f, -1f] },
        { "|i1", [7, 0xFF], [7f, -1f] },
        { "|u1", [7, 0xFF], [7f, 255f] },
        { "|b1", [1, 0], [1f, 0f] },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public void ReadFloats_EveryNumber_IsConverted(string type, byte[] data, float[] expected)
    {
        using var file = NpyFile.Open("x", Bytes($"{{'descr': '{type}', 'fortran_order': False, 'shape': (2,), }}", data));
        Assert.Equal(expected, file.ReadFloats());
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", "2")]
    [InlineData("{\"shape\":(1,2),\"fortran_order\":False,\"descr\":\"<f4\"}", "1 2")]
    [InlineData("{ 'fortran_order' : True, 'shape' : ( 2 , ), 'descr' : '<f4' }   \n", "2")]
    public void Open_KeysInAnyOrder_AnyBlanks(string header, string shape)
    {
        foreach (byte version in (byte[])[1, 2, 3])
        {
            using var file = NpyFile.Open("x", Bytes(header, new byte[8], version));
            Assert.Equal(shape, string.Join(' ', file.Shape));
        }
    }

    [Fact]
    public void Open_ScalarAndEmpty_AreAccepted()
    {
        using var scalar = NpyFile.Open("x", Bytes("{'descr': '<f4', 'fortran_order': False, 'shape': ()}", BitConverter.GetBytes(2.5f)));
        Assert.Equal([2.5f], scalar.ReadFloats());
        using var none = NpyFile.Open("x", Bytes("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 5)}", []));
        Assert.Empty(none.ReadFloats());
    }

    public static TheoryData<string, string> Headers => new()
    {
        { "{'descr': '|O', 'fortran_order': False, 'shape': (2,)}", "the elements are '|O', expected little-endian numbers (|b1, |u1, |i1, "
            + "<i2, <u2, <f2, <i4, <u4, <f4, <i8, <u8, <f8). Save the array as float32: array.astype('<f4')." },
        { "{'descr': '>f4', 'fortran_order': False, 'shape': (2,)}", "the elements are '>f4', expected little-endian numbers (|b1, |u1, "
            + "|i1, <i2, <u2, <f2, <i4, <u4, <f4, <i8, <u8, <f8). Save the array as float32: array.astype('<f4')." },
        { "{'descr': '<f4', 'fortran_order': True, 'shape': (1, 2)}", "the array lies column by column (fortran_order), expected row by "
            + "row. Save numpy.ascontiguousarray(array)." },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}", "the header claims an array of (3) Float32, but 8 bytes "
            + $"follow it. {Damaged}" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 4611686018427387904)}", "the header claims an array of "
            + $"(9223372036854775807, 4611686018427387904) Float32, but 8 bytes follow it. {Damaged}" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}", "the header has a length in its shape that is no "
            + "whole number (at its byte 51)" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (-2,)}", "the header has a length in its shape that is no whole number" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (2)}", "the header has a shape in parentheses without a comma" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)", "the header has no '}' where one must stand" },
        { "{'descr': '<f4', 'fortran_order': False}", "the header lacks a key" },
        { "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", "the header has the key 'descr' twice" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'more': '1'}", "the header has the key 'more'" },
        { "{'descr': __import__('os'), 'fortran_order': False, 'shape': (2,)}", "the header has no quoted text where one must stand" },
        { "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,)}", "the header has no quoted text where one must stand" },
        { "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} + evil", "the header goes on behind its dictionary" },
        { "", "the header has no '{' where one must stand" },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void Open_BrokenOrForeignHeader_SaysWhatIsWrong(string header, string message) =>
        Assert.StartsWith(
            "x: " + message, Assert.Throws<NpyException>(() => NpyFile.Open("x", Bytes(header, new byte[8]))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Open_NoNpyFile_SaysSo() => Assert.Equal(
        "x: the file does not begin as an .npy file does (0x93 NUMPY). An array saved by numpy.save was expected. Is this the right file?",
        Assert.Throws<NpyException>(() => NpyFile.Open("x", "PK and more bytes"u8.ToArray())).Message);

    [Fact]
    public void Open_HeaderLongerThanTheFile_AllocatesNothing()
    {
        byte[] bytes = Bytes("{}", [], version: 2);
        BitConverter.GetBytes(uint.MaxValue).CopyTo(bytes, 8);
        Assert.Equal(
            $"x: the header claims 4294967295 bytes; {bytes.Length - 12} are the most there can be. {Damaged}",
            Assert.Throws<NpyException>(() => NpyFile.Open("x", bytes)).Message);
    }

    [Fact]
    public void Open_AnyBytesChanged_ReadsOrSaysNpyException()
    {
        byte[] whole = Bytes("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", new byte[24]);
        var random = new Random(7);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bytes = [.. whole.AsSpan(0, random.Next(4) == 0 ? random.Next(whole.Length) : whole.Length)];
            for (int change = random.Next(4); change > 0 && bytes.Length > 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                using var file = NpyFile.Open("x", bytes);
                Assert.InRange(file.ReadFloats().Length, 0, bytes.Length);
            }
            catch (NpyException exception)
            {
                Assert.StartsWith("x: the ", exception.Message, StringComparison.Ordinal);
            }
        }
    }

    internal static byte[] Bytes(string header, byte[] data, byte version = 1)
    {
        byte[] text = Encoding.ASCII.GetBytes(header);
        byte[] length = version == 1 ? BitConverter.GetBytes((ushort)text.Length) : BitConverter.GetBytes((uint)text.Length);
        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. text, .. data];
    }
}
