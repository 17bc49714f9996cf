using Matiz.Tokenizers;
using Matiz.Tokenizers.Models;

namespace Matiz.Tests.Tokenizers.Models;

public class UnigramModelTests
{
    private static readonly (string, double)[] Small =
        [("<unk>", 0), ("a", -3), ("b", -3), ("ab", -4), ("abc", -9), ("c", -4), ("d", -5), ("bcd", -7)];

    [Theory]
    [InlineData("ab", "ab")]
    [InlineData("abc", "ab c")]                                // -8, before -9 and -10
    [InlineData("abcd", "a bcd")]                              // -10, before -13
    [InlineData("xab", "<unk> ab")]
    [InlineData("abxyz", "ab <unk>")]                          // neighbours are one
    [InlineData("x<unk>y", "<unk>")]                           // so is the token's own name among them
    [InlineData("a😀b", "a <unk> b")]
    public void Tokenize_HasTheBestPath(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', Cut(new UnigramModel(Small, 0, byteFallback: false), text).Select(token => token.Token)));

    [Fact]
    public void Tokenize_EqualSums_KeepsTheLongerLastPiece()
    {
        (string, double)[] pieces = [("<unk>", 0), ("a", -1), ("b", -1), ("c", -1), ("ab", -2), ("bc", -2)];

        Assert.Equal(["a", "bc"], Cut(new UnigramModel(pieces, 0, byteFallback: false), "abc").Select(token => token.Token));
    }

    [Fact]
    public void Tokenize_PlacesLieEndToEnd()
    {
        var tokens = Cut(new UnigramModel(Small, 0, byteFallback: false), "a😀xbcd");

        Assert.Equal([("a", 0, 1), ("<unk>", 1, 4), ("bcd", 4, 7)], tokens);
    }

    [Fact]
    public void Tokenize_ByteFallback_GivesTheBytesOfAllThatIsUnknownTogether()
    {
        (string, double)[] pieces = [("<unk>", 0), ("a", -1), ("<0xC3>", 0), ("<0xA9>", 0), ("<0x78>", 0)];
        var model = new UnigramModel(pieces, 0, byteFallback: true);

        Assert.Equal([("a", 0, 1), ("<0xC3>", 1, 3), ("<0xA9>", 1, 3), ("<0x78>", 1, 3)], Cut(model, "aéx"));
        Assert.Equal([("<unk>", 0, 2)], Cut(model, "éy"));
    }

    [Fact]
    public void Tokenize_NothingForUnknowns_IsAnError()
    {
        var model = new UnigramModel([("a", -1)], null, byteFallback: false);

        Assert.Equal(2, Cut(model, "aa").Length);
        Assert.Contains("no unknown token", Assert.Throws<TokenizerException>(() => Cut(model, "ab")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void APieceListedTwice_HasTheLaterIdAndScore()
    {
        var model = new UnigramModel([("<unk>", 0), ("ab", -1), ("a", -1), ("b", -1), ("ab", -9)], 0, byteFallback: false);

        Assert.Equal(["a", "b"], Cut(model, "ab").Select(token => token.Token));
        Assert.Equal(5, model.Vocabulary.Count);
        Assert.True(model.Vocabulary.TryGetToken(1, out string? text) && text == "ab");
    }

    private static (string Token, int Start, int End)[] Cut(UnigramModel model, string text)
    {
        var tokens = new List<ModelToken>();
        model.Tokenize(text, tokens);
        return [.. tokens.Select(
            token => (model.Vocabulary.TryGetToken(token.Id, out string? piece) ? piece : "?", token.Start, token.End))];
    }
}
