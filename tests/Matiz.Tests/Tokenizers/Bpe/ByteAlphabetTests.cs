using Matiz.Tokenizers.Bpe;

namespace Matiz.Tests.Tokenizers.Bpe;

public class ByteAlphabetTests
{
    [Fact]
    public void CharOf_EveryByte_IsAnotherCharacter()
    {
        char[] all = [.. Enumerable.Range(0, 256).Select(value => ByteAlphabet.CharOf((byte)value))];

        Assert.Equal(256, all.Distinct().Count());
        Assert.Equal('A', all['A']);
        Assert.Equal(
            ['\u0100', ByteAlphabet.Space, 'Ċ', '\u0121', '\u0143', 'ÿ'],
            [all[0], all[' '], all['\n'], all[0x7F], all[0xAD], all[0xFF]]);
    }

    [Theory]
    [InlineData("Ġhi|Ċ", " hi\n")]
    [InlineData("Ã|©", "é")]
    [InlineData("Ã", "\uFFFD")]
    [InlineData("a b|Ġc", "a b c")]
    [InlineData("Ã中", "Ã中")]
    public void Decode_ReadsBytes_AndOtherTokensAsTheyAre(string tokens, string expected) =>
        Assert.Equal(expected, ByteAlphabet.Decode(tokens.Split('|')));
}
