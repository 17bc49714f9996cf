using System.IO.Compression;
using Matiz.Formats.Codecs;

namespace Matiz.Formats.Tests.Codecs;

public class DecompressionTests
{
    [Fact]
    public void Unpack_Snappy_FollowsTheFormat() =>
        Assert.Equal("abcabcabcabcabcabcabc"u8, Decompression.Unpack(Codec.Snappy, Convert.FromHexString("1508616263460300"), 21));

    [Fact]
    public void Unpack_Zstd_FollowsTheFormat()
    {
        byte[] packed = Convert.FromHexString("28b52ffd2437950000506162632c2068656c6c6f0200299c7174430b21f83a");
        string expected = string.Concat(Enumerable.Repeat("abc", 12)) + ", hello hello hello";
        Assert.Equal(expected, System.Text.Encoding.UTF8.GetString(Decompression.Unpack(Codec.Zstd, packed, 55)));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(22)]
    [InlineData(int.MaxValue)]
    public void Unpack_SizeThatIsNotTheOwn_IsRefusedWithoutTakingIt(int size)
    {
        byte[] snappy = Convert.FromHexString("1508616263460300");
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidDataException>(() => Decompression.Unpack(Codec.Snappy, snappy, size));
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(new byte[21]);
        Assert.Throws<InvalidDataException>(() => Decompression.Unpack(Codec.GZip, packed.ToArray(), size));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }
}
