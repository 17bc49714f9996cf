using System.Text;
using Matiz.Sharing.Push;

namespace Matiz.Tests.Sharing.Push;

public sealed class TokenScanTests
{
    private static readonly string Token = "hf_" + string.Concat(Enumerable.Repeat("AbCdEfGh", 5))[..34];

    [Theory]
    [InlineData("{T}", 1)]
    [InlineData("a\nb\n  \"token\": \"{T}\",", 3)]
    [InlineData("HF_TOKEN={T}\n", 1)]
    [InlineData("x\r\nBearer {T}", 2)]
    public void Token_IsFoundWithItsLine(string text, int line) =>
        Assert.Equal(line, Find(text.Replace("{T}", Token, StringComparison.Ordinal))?.Line);

    [Theory]
    [InlineData("api_org_abcdefghijABCDEFGHIJ0123456789abcd")]
    [InlineData("hf_oauth_eyJhbGciOiJFZERTQSJ9.eyJzY29wZSI6Wy")]
    [InlineData("hf_abcdefghijklmnopqrst")]
    public void OtherTokens_AreFound(string token) => Assert.NotNull(Find($"key: {token}\n"));

    [Theory]
    [InlineData("hf_")]
    [InlineData("hf_…")]
    [InlineData("hf_hub_download(repo_id)")]
    [InlineData("hf_transfer")]
    [InlineData("xhf_abcdefghijABCDEFGHIJ0123456789abcd")]
    [InlineData("hf_testhubwrite")]
    public void Words_AreNoTokens(string text) => Assert.Null(Find($"a {text} b"));

    [Fact]
    public void TheCallersOwnToken_IsFoundWhateverItLooksLike()
    {
        var found = new TokenScan("hf_testhubwrite").Find(new MemoryStream("a\nhf_testhubwrite"u8.ToArray()));

        Assert.Equal(new TokenFinding(2, 2), found);
    }

    [Fact]
    public void Token_InAFileThatIsNoText_IsFoundWithItsByte()
    {
        byte[] bytes = [0, 1, 2, .. Encoding.ASCII.GetBytes(" " + Token)];

        Assert.Equal(new TokenFinding(null, 4), new TokenScan(null).Find(new MemoryStream(bytes)));
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void Token_InUtf16_IsFound(string encoding)
    {
        var utf16 = Encoding.GetEncoding(encoding);
        byte[] bytes = [.. utf16.GetPreamble(), .. utf16.GetBytes($"a\n{Token}")];

        Assert.NotNull(new TokenScan(null).Find(new MemoryStream(bytes)));
    }

    [Fact]
    public void Token_IsFoundWhereverBlocksEnd()
    {
        const int Block = (1 << 18) + 8192;
        for (int place = Block - 4200; place < Block + 100; place += 7)
        {
            byte[] bytes = new byte[Block * 2];
            Array.Fill(bytes, (byte)'\n');
            Encoding.ASCII.GetBytes(Token, bytes.AsSpan(place));

            Assert.Equal(new TokenFinding(place + 1, place), new TokenScan(null).Find(new MemoryStream(bytes)));
        }
    }

    [Fact]
    public void LongLines_TakeNoMemory()
    {
        byte[] bytes = new byte[20_000_000];
        Array.Fill(bytes, (byte)'x');
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Null(new TokenScan(null).Find(new MemoryStream(bytes)));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    private static TokenFinding? Find(string text) => new TokenScan(null).Find(new MemoryStream(Encoding.UTF8.GetBytes(text)));
}
