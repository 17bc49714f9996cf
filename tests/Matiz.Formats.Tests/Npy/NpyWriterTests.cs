using System.Text;
using Matiz.Formats.Npy;

namespace Matiz.Formats.Tests.Npy;

public sealed class NpyWriterTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".npy");

    [Theory]
    [InlineData("(2, 3)", 2L, 3L)]
    [InlineData("(6,)", 6L)]
    [InlineData("(1, 2, 3)", 1L, 2L, 3L)]
    public void Write_ThenRead_IsEqual_AndLaidOutAsNumpyDoes(string shapeText, params long[] shape)
    {
        float[] values = [0, -1.5f, float.NaN, float.PositiveInfinity, 1e-45f, float.MaxValue];

        NpyWriter.Write(_path, values, shape);

        byte[] bytes = File.ReadAllBytes(_path);
        int header = 10 + BitConverter.ToUInt16(bytes, 8);
        Assert.Equal([0x93, .. "NUMPY\x1\0"u8], bytes[..8]);
        Assert.Equal(0, header % 64);
        string text = Encoding.ASCII.GetString(bytes, 10, header - 10);
        Assert.Equal($"{{'descr': '<f4', 'fortran_order': False, 'shape': {shapeText}, }}", text.TrimEnd(' ', '\n'));
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        using var file = NpyFile.Open(_path);
        Assert.Equal(shape, file.Shape);
        Assert.Equal(values, file.ReadFloats());
    }

    [Fact]
    public void Write_NoNumbers_IsAFile()
    {
        NpyWriter.Write(_path, Array.Empty<float>(), 0, 384);
        using var file = NpyFile.Open(_path);
        Assert.Equal([0L, 384L], file.Shape);
    }

    [Fact]
    public void Write_OtherCount_WritesNothing()
    {
        Assert.StartsWith(
            "5 values were given for a shape of (2, 3).",
            Assert.Throws<ArgumentException>(() => NpyWriter.Write(_path, new float[5], 2, 3)).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_path));
    }

    public void Dispose() => File.Delete(_path);
}
