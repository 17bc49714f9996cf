using Matiz.Testing;
using Matiz.Tokenizers;

namespace Matiz.Tests.Tokenizers;

/// <summary>What the reference library makes of the same files and texts.</summary>
public class TokenizerReferenceTests
{
    [Theory]
    [InlineData("wordpiece")]
    [InlineData("wordpiece-cased")]
    [InlineData("bytebpe")]
    [InlineData("bytebpe-prefix")]
    [InlineData("unigram")]
    public void Encode_EveryCaseOfTheRepository_EqualsReference(string name)
    {
        string folder = SharedFiles.Golden($"tokenizers/{name}");
        Assert.Equal(60, ExpectedCases.AssertAll(Tokenizer.Load(folder), Path.Combine(folder, "expected.jsonl")));
    }

    /// <summary>Every kind of tokenizer of which the reference's cases are there.</summary>
    public static TheoryData<string> Names =>
    [
        "bpe-byte-fallback", "bytebpe", "bytebpe-modern", "bytebpe-prefix", "unigram", "unigram-albert", "unigram-deberta", "wordpiece",
        "wordpiece-cased",
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void Encode_EverySharedCase_EqualsReference(string name)
    {
        Assert.SkipUnless(SharedFiles.SharedExists, "needs ../shared: the cases whose texts are rows of a data set");
        string folder = SharedFiles.Shared($"goldens/tokenizers/{name}");
        Assert.Equal(364, ExpectedCases.AssertAll(Tokenizer.Load(folder), Path.Combine(folder, "expected.jsonl")));
    }

    [Fact]
    public void Encode_EveryMultilingualCase_EqualsReference()
    {
        Assert.SkipUnless(SharedFiles.SharedExists, "needs ../shared: the multilingual encoder");
        var tokenizer = Tokenizer.Load(SharedFiles.Shared("models/multilingual-e5-small-lite"));
        Assert.Equal(353, ExpectedCases.AssertAll(tokenizer, SharedFiles.Shared("goldens/multilingual/tokens.jsonl")));
    }

    [Theory]
    [InlineData("unigram/sentencepiece.bpe.model")]
    [InlineData("unigram-albert/spiece.model")]
    [InlineData("unigram-deberta/spm.model")]
    [InlineData("wordpiece/vocab.txt")]
    public void Encode_OfTheOlderFiles_EverySharedCaseEqualsReference(string file)
    {
        Assert.SkipUnless(SharedFiles.SharedExists, "needs ../shared: the cases whose texts are rows of a data set");
        string path = SharedFiles.Shared($"goldens/tokenizers/{file}");
        var tokenizer = Tokenizer.Load(path);
        Assert.DoesNotContain("tokenizer.json", tokenizer.Files);
        Assert.Equal(364, ExpectedCases.AssertAll(tokenizer, Path.Combine(Path.GetDirectoryName(path)!, "expected.jsonl")));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EncodeIds_EveryRowOfEmotion_EqualsReference(string name)
    {
        Assert.SkipUnless(SharedFiles.SharedExists, "needs ../shared: the rows of dair-ai/emotion");
        var (ids, offsets) = ExpectedCases.ReadRows(SharedFiles.Shared($"goldens/tokenizers/{name}/expected_emotion_train.safetensors"));
        TextInput[] rows = EmotionRows();

        var encoded = Tokenizer.Load(SharedFiles.Shared($"goldens/tokenizers/{name}")).EncodeIds(rows);

        Assert.Equal(16000, encoded.RowCount);
        Assert.Equal(offsets, encoded.Offsets);
        Assert.True(ids.AsSpan().SequenceEqual(encoded.Ids));
        Assert.Null(encoded.TypeIds);
    }

    [Fact]
    public void Encode_EveryRowOfEmotion_HasTheIdsOfEncodeIds()
    {
        Assert.SkipUnless(SharedFiles.SharedExists, "needs ../shared: the rows of dair-ai/emotion");
        var tokenizer = Tokenizer.Load(SharedFiles.Shared("goldens/tokenizers/wordpiece"));
        TextInput[] rows = EmotionRows();
        var options = new EncodeOptions { MaxLength = 24 };

        var encodings = tokenizer.EncodeBatch(rows, options);
        var ids = tokenizer.EncodeIds(rows, options);

        Assert.True(encodings.SelectMany(encoding => encoding.Ids).SequenceEqual(ids.Ids));
        Assert.True(encodings.Select(encoding => encoding.DroppedTokens).SequenceEqual(ids.DroppedTokens));
    }

    [Theory]
    [InlineData("distilbert")]
    [InlineData("bert")]
    [InlineData("bert-relu-eps")]
    [InlineData("bert-gelu-new")]
    public void FromPretrained_TinyCheckpoints_Open(string architecture)
    {
        var tokenizer = AutoTokenizer.FromPretrained(SharedFiles.Golden($"tiny/{architecture}/base"));

        var encoding = tokenizer.Encode("good");

        Assert.Equal(tokenizer.ClsTokenId, encoding.Ids[0]);
        Assert.Equal(tokenizer.SepTokenId, encoding.Ids[^1]);
        Assert.NotNull(tokenizer.PadTokenId);
        Assert.Equal("WordPiece", tokenizer.ModelType);
    }

    [Theory]
    [InlineData("unigram", "sentencepiece.bpe.model")]
    [InlineData("unigram-albert", "spiece.model")]
    [InlineData("unigram-deberta", "spm.model")]
    public void Load_SentencePieceOfTheTinyCheckpoints_EqualsTheirTokenizerJson(string name, string file)
    {
        Assert.SkipUnless(SharedFiles.SharedExists, "needs ../shared: tiny tokenizers in both forms");
        string folder = SharedFiles.Shared($"goldens/tokenizers-tiny/{name}");
        Tokenizer converted = Tokenizer.Load(Path.Combine(folder, file)), whole = Tokenizer.Load(folder);
        var texts = new FuzzTexts(seed: 5, ["<mask>", "[MASK]", "<s>", "[CLS]", "</s>", "[UNK]", "<unk>"]);
        for (int i = 0; i < 500; i++)
        {
            string text = texts.Next();
            var (expected, found) = (whole.Encode(text), converted.Encode(text));
            Assert.True(expected.Ids.AsSpan().SequenceEqual(found.Ids), FuzzTexts.Spell(text));
            Assert.Equal(expected.Offsets, found.Offsets);
        }
    }

    /// <summary>The texts of emotion's training table, whose texts hold neither quotes nor commas.</summary>
    internal static TextInput[] EmotionRows() =>
        [.. File.ReadLines(SharedFiles.Shared("data/emotion/train.csv")).Skip(1).Select(
            line => new TextInput(line[..line.LastIndexOf(',')]))];
}
