using System.Text;
using Matiz.Data;
using Matiz.Data.Utf8;

namespace Matiz.Tests.Data.Utf8;

public class LineReaderTests
{
    [Fact]
    public void TryRead_LongLines_GrowAsTheyArrive()
    {
        string[] lines = [new string('a', 200_000), "", new string('b', 70_000), "c"];
        foreach (string end in (string[])["\n", "\r\n", "\r"])
        {
            var reader = new LineReader(new SlowStream(Encoding.UTF8.GetBytes(string.Join(end, lines)), 777), "data");
            for (int i = 0; i < lines.Length; i++)
            {
                Assert.True(reader.TryRead(out var line));
                Assert.Equal(lines[i], Encoding.UTF8.GetString(line.Span));
                Assert.Equal(i + 1, reader.Line);
            }

            Assert.False(reader.TryRead(out _));
        }
    }

    [Fact]
    public void TryRead_LineBeyondTheLimit_IsRefused()
    {
        var reader = new LineReader(new MemoryStream("ok\n123456789"u8.ToArray()), "data", maxBytes: 8);
        Assert.True(reader.TryRead(out _));
        Assert.Equal(
            "data:2: the line is longer than 8 bytes. One row a line was expected. Is this the right file and DataOptions.Format?",
            Assert.Throws<DataException>(() => reader.TryRead(out _)).Message);
    }

    [Fact]
    public void TryRead_LineThatHasArrived_IsNotHeldBack()
    {
        using var pipe = new SlowStream("one\r\ntwo\n"u8.ToArray(), 4);    // "one\r", "\ntwo", "\n"
        var reader = new LineReader(pipe, "data");
        Assert.True(reader.TryRead(out var line));
        Assert.Equal("one", Encoding.UTF8.GetString(line.Span));
        Assert.Equal(4, pipe.Position);
    }
}
