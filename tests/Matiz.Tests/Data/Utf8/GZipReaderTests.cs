using System.Text;
using Matiz.Data.Utf8;

namespace Matiz.Tests.Data.Utf8;

public class GZipReaderTests
{
    [Fact]
    public void Read_OneAndSeveralMembers_UnpackWhole()
    {
        string text = string.Concat(Enumerable.Range(0, 30_000).Select(i => $"row {i}\n"));
        byte[] one = TempFolder.GZip(text), empty = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        Assert.Equal(text, Unpack(one));
        Assert.Equal(text + "b" + text, Unpack([.. one, .. TempFolder.GZip("b"), .. one]));
        Assert.Equal("", Unpack(empty));
        Assert.Equal("b", Unpack([.. TempFolder.GZip("b"), .. empty]));
    }

    [Fact]
    public void Read_CutAnywhere_Throws()
    {
        byte[] packed = TempFolder.GZip(string.Concat(Enumerable.Range(0, 60).Select(i => $"{i * 7919 % 1000}\n")));
        for (int length = 0; length < packed.Length; length++)
        {
            byte[] cut = packed[..length];
            Assert.Throws<InvalidDataException>(() => Unpack(cut));
        }
    }

    private static string Unpack(byte[] packed)
    {
        using var stream = new GZipReader(new SlowStream(packed, 1000));
        return new StreamReader(stream, Encoding.UTF8).ReadToEnd();
    }
}
