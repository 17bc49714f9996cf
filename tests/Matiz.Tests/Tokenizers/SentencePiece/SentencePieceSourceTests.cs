using Google.Protobuf;
using Matiz.Testing;
using Matiz.Tokenizers;

namespace Matiz.Tests.Tokenizers.SentencePiece;

/// <summary>Small SentencePiece models, made into the tokenizers of each class.</summary>
public class SentencePieceSourceTests
{
    private static readonly (string Text, int Kind)[] Small =
        [("<unk>", 2), ("<s>", 3), ("</s>", 3), ("▁a", 1), ("b", 1), ("1,", 1), ("1", 1), (",", 1), ("▁", 1), ("<user>", 4)];

    [Fact]
    public void XlmRoberta_PutsFourSpecialTokensFirstAndTheMaskLast()
    {
        var tokenizer = Load("XLMRobertaTokenizer", "sentencepiece.bpe.model", Model(Small));

        Assert.Equal("<s> <pad> </s> <unk> ▁a b 1, 1 , ▁ <user> <mask>", Vocabulary(tokenizer));
        var pair = tokenizer.Encode("ab x <mask>", "a");
        Assert.Equal(["<s>", "▁a", "b", "▁", "x", " <mask>", "</s>", "</s>", "▁a", "</s>"], pair.Tokens);
        Assert.Equal([0, 4, 5, 9, 3, 11, 2, 2, 4, 2], pair.Ids);
        Assert.All(pair.TypeIds, type => Assert.Equal(0, type));
        Assert.Equal("ab  a", tokenizer.Decode(pair.Ids));
        Assert.False(tokenizer.HasTypeIds);
    }

    [Fact]
    public void Camembert_KeepsThreeUnusedTokens()
    {
        var tokenizer = Load("CamembertTokenizer", "sentencepiece.bpe.model", Model(Small));

        Assert.Equal("<s>NOTUSED <pad> </s>NOTUSED <unk> <unk>NOTUSED <s> </s> ▁a b 1, 1 , ▁ <user> <mask>", Vocabulary(tokenizer));
        Assert.Equal([5, 7, 8, 6], tokenizer.Encode("ab").Ids);
        Assert.Equal([5, 6, 3, 1, 14],
            new[] { tokenizer.BosTokenId, tokenizer.EosTokenId, tokenizer.UnknownTokenId, tokenizer.PadTokenId, tokenizer.MaskTokenId });
    }

    [Fact]
    public void Albert_LowersStripsAccentsAndLetsNoPieceEndInNumberAndComma()
    {
        (string, int)[] pieces = [("<pad>", 3), ("<unk>", 2), ("[CLS]", 3), ("[SEP]", 3), ("[MASK]", 3), .. Small[3..]];
        var tokenizer = Load("AlbertTokenizer", "spiece.model", Model(pieces, unknownId: 1));

        Assert.Equal(["[CLS]", "▁a", "b", "1", ",", "[SEP]"], tokenizer.Encode("ÁB1,").Tokens);
        Assert.Equal([0, 0, 0, 1, 1], tokenizer.Encode("a", "a").TypeIds);
        var kept = Load("AlbertTokenizer", "spiece.model", Model(pieces, unknownId: 1), ""","keep_accents":true,"do_lower_case":false""");
        Assert.Equal(["[CLS]", "▁", "ÁB", "1", ",", "[SEP]"], kept.Encode("ÁB1,").Tokens);
    }

    [Fact]
    public void DebertaV2_FollowsItsTwoSettings()
    {
        (string, int)[] pieces = [("[PAD]", 3), ("[CLS]", 3), ("[SEP]", 3), ("[UNK]", 2), .. Small[3..]];
        byte[] model = Model(pieces, unknownId: 3);

        Assert.Equal(["[CLS]", "▁a", "1,", "b", "[SEP]"], Load("DebertaV2Tokenizer", "spm.model", model).Encode(" a1,b ").Tokens);
        var split = Load("DebertaV2Tokenizer", "spm.model", model, ""","split_by_punct":true,"do_lower_case":true""");
        Assert.Equal(["[CLS]", "▁a", "1", "▁", ",", "▁", "b", "[SEP]"], split.Encode("A1,B").Tokens);
        Assert.Equal(pieces.Length, split.MaskTokenId);        // it stands behind the pieces
    }

    [Theory]
    [InlineData(2, 0, "trainer_spec.model_type is 2 (Bpe), but this class's models are of 1 (Unigram), the only kind read here.")]
    [InlineData(1, 99, "trainer_spec.unk_id is 99, but there are 10 pieces.")]
    [InlineData(1, -1, "trainer_spec.unk_id is -1, but there are 10 pieces.")]
    public void Load_WhatIsNotKnown_IsRefusedByName(int modelType, int unknownId, string expected)
    {
        var error = Assert.Throws<TokenizerException>(
            () => Load("AlbertTokenizer", "spiece.model", Model(Small, unknownId: unknownId, modelType: modelType)));

        Assert.StartsWith("spiece.model: " + expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_BytesForUnknowns_IsSaidToBeLeftOutAsInTheReference()
    {
        var tokenizer = Load("XLMRobertaTokenizer", "sentencepiece.bpe.model", Model(Small, byteFallback: true));

        Assert.Equal(
            ["XLMRobertaTokenizerFast does not cut what sentencepiece.bpe.model lacks into bytes: such characters are the unknown token."],
            tokenizer.LoadingNotes);
    }

    [Fact]
    public void Load_NoClass_AsksForIt()
    {
        var error = Assert.Throws<TokenizerException>(
            () => Tokenizer.Load(new Dictionary<string, byte[]> { ["spm.model"] = Model(Small) }));

        Assert.Equal(
            "the tokenizer's files: holds spm.model, which does not tell the ids of its pieces, and no class is named. Expected "
            + "tokenizer_class in tokenizer_config.json, or model_type in config.json; put the model's own files beside it.",
            error.Message);
    }

    [Theory]
    [InlineData("unigram", "sentencepiece.bpe.model")]
    [InlineData("unigram-albert", "spiece.model")]
    [InlineData("unigram-deberta", "spm.model")]
    public void Load_MutatedFiles_ThrowNothingElse(string name, string file)
    {
        Assert.SkipUnless(SharedFiles.SharedExists, "needs ../shared: models of SentencePiece");
        string folder = SharedFiles.Shared($"goldens/tokenizers-tiny/{name}");
        byte[] bytes = File.ReadAllBytes(Path.Combine(folder, file));
        byte[] config = File.ReadAllBytes(Path.Combine(folder, "tokenizer_config.json"));
        var random = new Random(3);
        for (int round = 0; round < 100; round++)
        {
            byte[] copy = bytes[..(round % 4 == 0 ? random.Next(bytes.Length) : bytes.Length)];
            for (int change = random.Next(1, 20); change > 0; change--) copy[random.Next(copy.Length)] = (byte)random.Next(256);
            try
            {
                Tokenizer.Load(new Dictionary<string, byte[]> { [file] = copy, ["tokenizer_config.json"] = config }).Encode("Añ  ½ ﬁ x");
            }
            catch (TokenizerException)
            {
                // Told what and where.
            }
        }
    }

    private static string Vocabulary(Tokenizer tokenizer) =>
        string.Join(' ', Enumerable.Range(0, tokenizer.VocabularySize).Select(tokenizer.IdToToken));

    private static Tokenizer Load(string name, string file, byte[] model, string settings = "") =>
        Tokenizer.Load(new Dictionary<string, byte[]>
        {
            [file] = model,
            ["tokenizer_config.json"] = System.Text.Encoding.UTF8.GetBytes($$"""{"tokenizer_class":"{{name}}"{{settings}}}"""),
        });

    private static byte[] Model((string Text, int Kind)[] pieces, int unknownId = 0, int modelType = 1, bool byteFallback = false) =>
        Message(output =>
        {
            foreach (var (text, kind) in pieces)
            {
                WriteMessage(output, 1, piece =>
                {
                    piece.WriteTag(1, WireFormat.WireType.LengthDelimited);
                    piece.WriteString(text);
                    piece.WriteTag(2, WireFormat.WireType.Fixed32);
                    piece.WriteFloat(kind == 1 ? -text.Length : 0);
                    WriteNumber(piece, 3, kind);
                });
            }

            WriteMessage(output, 2, trainer =>
            {
                WriteNumber(trainer, 3, modelType);
                WriteNumber(trainer, 35, byteFallback ? 1 : 0);
                WriteNumber(trainer, 40, unknownId);
            });
        });

    private static void WriteNumber(CodedOutputStream output, int field, int value)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt32(value);
    }

    private static void WriteMessage(CodedOutputStream output, int field, Action<CodedOutputStream> write)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(Message(write)));
    }

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using var memory = new MemoryStream();
        using (var output = new CodedOutputStream(memory, leaveOpen: true)) write(output);
        return memory.ToArray();
    }
}
