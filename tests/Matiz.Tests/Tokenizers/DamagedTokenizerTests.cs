using Matiz.Files;
using Matiz.Testing;
using Matiz.Tokenizers;

namespace Matiz.Tests.Tokenizers;

/// <summary>Damaged files of tokenizers: each is read and encodes, or is refused with its path.</summary>
public class DamagedTokenizerTests
{
    private const string Text = "I saw  Ünïcode 😀 it's 12,345 <mask> [MASK]\tfeel\u0301ing…";

    [Theory]
    [InlineData("tokenizers-tiny/wordpiece", "tokenizer.json")]
    [InlineData("tokenizers-tiny/bytebpe", "tokenizer.json")]
    [InlineData("tokenizers-tiny/bytebpe-modern", "tokenizer.json")]
    [InlineData("tokenizers/wordpiece-cased", "vocab.txt")]
    [InlineData("tokenizers/bytebpe", "vocab.json")]
    [InlineData("tokenizers/bytebpe", "merges.txt")]
    [InlineData("tokenizers/bytebpe", "tokenizer_config.json")]
    [InlineData("tokenizers/unigram-deberta", "added_tokens.json")]
    public void Load_DamagedFile_EncodesOrSaysTokenizerException(string folder, string name)
    {
        Assert.SkipUnless(SharedFiles.SharedExists, "needs ../shared: tokenizers");
        string[] names = ["tokenizer.json", "tokenizer_config.json", "vocab.txt", "vocab.json", "merges.txt", "spm.model",
            "added_tokens.json"];
        var files = names.Where(file => file == name || name == "tokenizer_config.json" || file != "tokenizer.json")
            .Select(file => (Name: file, Path: SharedFiles.Shared($"goldens/{folder}/{file}"))).Where(file => File.Exists(file.Path))
            .ToDictionary(file => file.Name, file => File.ReadAllBytes(file.Path), StringComparer.Ordinal);
        DamagedReading.Check<TokenizerException>(files[name], "x", bytes =>
        {
            files[name] = bytes;
            var tokenizer = Tokenizer.Load(ModelFiles.FromBytes("x", files));
            var encoding = tokenizer.Encode(Text, "pair", new EncodeOptions { MaxLength = 16, Stride = 2, ReturnOverflow = true });
            tokenizer.Decode(encoding.Ids, skipSpecialTokens: false);
        });
    }
}
