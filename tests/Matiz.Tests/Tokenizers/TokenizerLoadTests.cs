using System.Text.Json.Nodes;
using Matiz.Testing;
using Matiz.Tokenizers;

namespace Matiz.Tests.Tokenizers;

public class TokenizerLoadTests
{
    [Fact]
    public void Load_FileTruncationAndPadding_AreNotApplied()
    {
        var json = TestTokenizers.Json(["a"]);
        json["truncation"] = JsonNode.Parse("""{"max_length":3,"strategy":"LongestFirst","stride":0}""");
        json["padding"] = JsonNode.Parse(
            """{"strategy":{"Fixed":128},"direction":"Right","pad_to_multiple_of":null,"pad_id":0,"pad_type_id":0,"pad_token":"[PAD]"}""");

        Assert.Equal(5, TestTokenizers.Load(json).Encode("a a a").Length);
    }

    [Fact]
    public void Load_VocabularyText_EqualsTokenizerJson()
    {
        string folder = SharedFiles.Golden("tokenizers/wordpiece");
        var tokenizer = Tokenizer.Load(Path.Combine(folder, "vocab.txt"));

        Assert.False(tokenizer.Files.ContainsKey("tokenizer.json"));
        Assert.Equal(60, ExpectedCases.AssertAll(tokenizer, Path.Combine(folder, "expected.jsonl")));
        Assert.Equal(512, tokenizer.ModelMaxLength);
        Assert.Equal(
            (0, 100, 101, 102, 103),
            (tokenizer.PadTokenId, tokenizer.UnknownTokenId, tokenizer.ClsTokenId, tokenizer.SepTokenId, tokenizer.MaskTokenId));
    }

    [Fact]
    public void Load_VocabularyTextOfACasedModel_FollowsItsConfig()
    {
        var tokenizer = TestTokenizers.Load(
            ("vocab.txt", "[PAD]\n[UNK]\n[CLS]\r\n[SEP]\nA\né"),
            ("tokenizer_config.json", """
                {"do_lower_case": false, "tokenizer_class": "BertTokenizerFast", "model_max_length": 1000000000000000019884624838656}
                """),
            ("special_tokens_map.json", """{"mask_token": {"content": "<m>", "lstrip": true}}"""),
            ("added_tokens.json", """{"<z>": 9, "<b>": 8}"""));

        Assert.Equal(["[CLS]", "A", "é", "[UNK]", "<b>", "[SEP]"], tokenizer.Encode("A é a<b>").Tokens);
        Assert.Equal((6, 7, 8), (tokenizer.TokenToId("<b>"), tokenizer.TokenToId("<z>"), tokenizer.MaskTokenId));
        Assert.Null(tokenizer.ModelMaxLength);
        Assert.Equal([" <m>"], tokenizer.Encode(" <m>", options: new() { AddSpecialTokens = false }).Tokens);
    }

    [Fact]
    public void Load_AddedTokensDecoder_IsTheOnlySourceOfAddedTokens()
    {
        var tokenizer = TestTokenizers.Load(
            ("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na"),
            ("tokenizer_config.json", """{"cls_token": "[CLS]", "added_tokens_decoder": {"6": {"content": "<x>", "special": true}}}"""),
            ("special_tokens_map.json", """{"cls_token": "[OTHER]"}"""),
            ("added_tokens.json", """{"<y>": 7}"""));

        Assert.Equal(6, tokenizer.TokenToId("<x>"));
        Assert.Null(tokenizer.TokenToId("<y>"));
        Assert.Equal("[CLS]", tokenizer.IdToToken(tokenizer.ClsTokenId!.Value));
        Assert.Equal("a", tokenizer.Decode([5, 6]));
    }

    [Fact]
    public void Load_MpNetVocabulary_SeparatesAPairTwice()
    {
        var tokenizer = TestTokenizers.Load(
            ("vocab.txt", "<s>\n<pad>\n</s>\n[UNK]\n<mask>\na"), ("tokenizer_config.json", """{"tokenizer_class": "MPNetTokenizer"}"""));

        var pair = tokenizer.Encode("a", "a");

        Assert.Equal(["<s>", "a", "</s>", "</s>", "a", "</s>"], pair.Tokens);
        Assert.Equal([0, 0, 0, 0, 1, 1], pair.TypeIds);
        Assert.Equal(4, tokenizer.SpecialTokensToAdd(isPair: true));
    }

    [Fact]
    public void Save_ThenLoad_GivesTheSameFilesByteForByte()
    {
        string folder = Directory.CreateTempSubdirectory("tokenizer").FullName;
        try
        {
            string source = SharedFiles.Golden("tokenizers/wordpiece-cased");
            var tokenizer = AutoTokenizer.FromPretrained(source);

            tokenizer.Save(Path.Combine(folder, "copy"));

            Assert.Equal(["tokenizer.json", "tokenizer_config.json", "vocab.txt"], tokenizer.Files.Keys);
            Assert.Equal(3, Directory.GetFiles(Path.Combine(folder, "copy")).Length);
            foreach (string name in tokenizer.Files.Keys)
            {
                Assert.Equal(File.ReadAllBytes(Path.Combine(source, name)), File.ReadAllBytes(Path.Combine(folder, "copy", name)));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData(
        "normalizer", """{"type":"Odd"}""",
        "normalizer is of the type 'Odd', which is not a normalizer known here; known are BertNormalizer, ")]
    [InlineData(
        "normalizer", """{"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"Odd"}]}""",
        "normalizer.normalizers[1] is of the type 'Odd'")]
    [InlineData(
        "pre_tokenizer", """{"type":"Odd"}""", "pre_tokenizer is of the type 'Odd', which is not a pre-tokenizer known here")]
    [InlineData(
        "pre_tokenizer", """{"type":"Split","pattern":{"Regex":"\\X"},"behavior":"Isolated"}""",
        "pre_tokenizer.pattern.Regex has '\\X' in '\\X', which is not known here")]
    [InlineData(
        "pre_tokenizer", """{"type":"Punctuation","behavior":"Odd"}""",
        "pre_tokenizer.behavior is 'Odd'; expected one of Removed, Isolated")]
    [InlineData(
        "model", """{"type":"Odd","vocab":[]}""",
        "model is of the type 'Odd', which is not a model known here; known are BPE, Unigram, WordLevel, WordPiece.")]
    [InlineData("model", """{"vocab":[["a",-1],["b"]],"unk_id":0}""", "model.vocab[1] is no pair; expected a piece and its score")]
    [InlineData("model", """{"type":"Unigram","vocab":[["a",-1]],"unk_id":1}""", "model.unk_id is 1; expected an id below 1")]
    [InlineData("model", """{"type":"Unigram","vocab":[["a","-1"]]}""", "model.vocab[0][1] is \"-1\"; expected a number")]
    [InlineData("model", """{"type":"BPE","vocab":{"a":0},"merges":[],"dropout":0.1}""", "model.dropout is 0.1; expected 0 or null")]
    [InlineData("decoder", """{"type":"Strip","content":"ab","start":1,"stop":0}""", "decoder.content is a text of 2 units")]
    [InlineData("decoder", """{"type":"Odd"}""", "decoder is of the type 'Odd', which is not a decoder known here")]
    [InlineData("model", """{"type":"WordPiece","unk_token":"[UNK]"}""", "model has no 'vocab'")]
    [InlineData(
        "model", """{"type":"WordPiece","unk_token":"?","vocab":{"a":0}}""",
        "model.unk_token names the unknown token '?', which model.vocab lacks")]
    [InlineData("model", """{"type":"WordPiece","vocab":{"[UNK]":0,"a":0}}""", "model.vocab gives the id 0 to both '[UNK]' and 'a'")]
    [InlineData(
        "model", """{"type":"WordPiece","vocab":{"[UNK]":0,"a":-1}}""", "model.vocab.a is -1; expected a whole number from 0 to 16777215")]
    [InlineData("model", """{"type":"WordPiece","vocab":{"[UNK]":0,"a":2147483646}}""", "model.vocab.a is 2147483646")]
    [InlineData("model", """{"type":"WordPiece","vocab":{"[UNK]":0,"a":1.5}}""", "model.vocab.a is 1.5")]
    [InlineData("model", """{"type":"WordPiece","vocab":{"[UNK]":"0"}}""", "model.vocab.[UNK] is \"0\"; expected a whole number")]
    [InlineData("model", """{"type":"WordPiece","vocab":{"[UNK]":0,"\ud800":1}}""", "holds a string that is no valid text")]
    [InlineData("model", "null", "the file has no 'model'")]
    [InlineData("version", "\"2.0\"", "version is '2.0'")]
    [InlineData("added_tokens", """[{"content":5}]""", "added_tokens[0].content is 5; expected a string")]
    [InlineData("post_processor", """{"type":"BertProcessing","sep":["a"],"cls":["b",1]}""", "post_processor.sep has 1 elements")]
    [InlineData(
        "post_processor",
        """{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"X","type_id":0}}],"pair":[],"special_tokens":{}}""",
        "post_processor.single[0].SpecialToken.id is 'X', which special_tokens lacks")]
    [InlineData(
        "post_processor", """{"type":"TemplateProcessing","single":[{"Sequence":{"id":"B","type_id":0}}],"pair":[],"special_tokens":{}}""",
        "post_processor.single[0].Sequence.id is 'B'; expected 'A'")]
    [InlineData(
        "post_processor", """{"type":"TemplateProcessing","single":[],"pair":[],"special_tokens":{"X":{"id":"X","ids":[1],"tokens":[]}}}""",
        "post_processor.special_tokens.X has 1 ids and 0 tokens")]
    public void Load_BadMember_NamesFileAndPlace(string member, string value, string expected)
    {
        string good = TestTokenizers.Json(["a"]).ToJsonString();
        var json = JsonNode.Parse(good)!.AsObject();
        json[member] = "@";
        string bad = json.ToJsonString().Replace("\"@\"", value, StringComparison.Ordinal);

        var error = Assert.Throws<TokenizerException>(() => TestTokenizers.Load(("tokenizer.json", bad)));

        Assert.StartsWith("tokenizer.json: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"own": [NaN, {"a": -Infinity}], "model_max_length": 7, "model_max_length": 9}""")]
    [InlineData("""{"model_max_length": 9, "do_lower_case": false, "do_lower_case": true, "added_tokens_decoder": {}, "own": Infinity}""")]
    public void Load_JsonOfPython_TakesItsNumbersAndTheLastOfEqualKeys(string config)
    {
        string vocabulary = TestTokenizers.Json(["a"]).ToJsonString().Replace("\"a\":3", "\"a\":7,\"a\":3", StringComparison.Ordinal);

        var tokenizer = TestTokenizers.Load(("tokenizer.json", vocabulary), ("tokenizer_config.json", config));

        Assert.Equal((9, 3), (tokenizer.ModelMaxLength, tokenizer.TokenToId("a")));
    }

    [Fact]
    public void Load_NumberWordForAString_NamesIt()
    {
        var error = Assert.Throws<TokenizerException>(
            () => TestTokenizers.Load(("vocab.txt", "[UNK]"), ("tokenizer_config.json", """{"tokenizer_class": NaN}""")));

        Assert.Equal(
            "tokenizer_config.json: tokenizer_class is NaN; expected a string. Correct the file, or fetch it again.", error.Message);
    }

    [Theory]
    [InlineData("tokenizer.json")]
    [InlineData("tokenizer_config.json")]
    [InlineData("special_tokens_map.json")]
    [InlineData("added_tokens.json")]
    public void Load_BytesThatAreNoUtf8_NameFileAndLine(string name)
    {
        byte[] bad = [.. "{\n\"a\": \"trist"u8, 0xE9, .. "\"}"u8];
        var files = new Dictionary<string, byte[]> { ["vocab.txt"] = "[UNK]\n[CLS]\n[SEP]"u8.ToArray(), [name] = bad };

        Assert.Equal(
            $"{name}: line 2: the byte 0xE9 is no UTF-8; the file may be Latin-1. Expected JSON in UTF-8. "
                + "Save the file as UTF-8, or fetch it again.",
            Assert.Throws<TokenizerException>(() => Tokenizer.Load(files)).Message);
    }

    [Theory]
    [InlineData(
        "tokenizer.json", "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 268013\n", "this is a Git LFS pointer")]
    [InlineData("vocab.txt", "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 268013\n", "this is a Git LFS pointer")]
    [InlineData("tokenizer_config.json", "<!DOCTYPE html><html></html>", "this is a web page")]
    [InlineData("special_tokens_map.json", "<html><body>404</body></html>", "this is a web page")]
    public void Load_PointersAndPages_AreNamedAsSuch(string name, string content, string expected)
    {
        var files =
            new Dictionary<string, byte[]> { ["vocab.txt"] = "[UNK]"u8.ToArray(), [name] = System.Text.Encoding.UTF8.GetBytes(content) };
        Assert.StartsWith(
            $"{name}: {expected}", Assert.Throws<TokenizerException>(() => Tokenizer.Load(files)).Message, StringComparison.Ordinal);

        var folder = Directory.CreateTempSubdirectory("tokenizer");
        foreach (var (file, bytes) in files) File.WriteAllBytes(Path.Combine(folder.FullName, file), bytes);
        Assert.StartsWith(
            $"{Path.Combine(folder.FullName, name)}: {expected}",
            Assert.Throws<TokenizerException>(() => Tokenizer.Load(folder.FullName)).Message, StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Load_BlankLinesOfAVocabulary_AreNoTokensOfTexts()
    {
        var tokenizer = TestTokenizers.Load(("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n\n \n\n"));

        Assert.Equal(9, tokenizer.VocabularySize);
        Assert.Null(tokenizer.VocabularyTokenFrom(6));
        Assert.Equal("a", tokenizer.VocabularyTokenFrom(5));
        Assert.Equal([2, 5, 3], tokenizer.Encode(" a  ").Ids);
    }

    [Fact]
    public void Load_VocabularyLines_EndAsPythonEndsThem()
    {
        var tokenizer = TestTokenizers.Load(("vocab.txt", "[PAD]\r\n[UNK]\r[CLS]\n[SEP]\r\r\n[MASK]\ra"));

        Assert.Equal(
            (1, 2, 3, 5, 6),
            (tokenizer.UnknownTokenId, tokenizer.ClsTokenId, tokenizer.SepTokenId, tokenizer.MaskTokenId, tokenizer.TokenToId("a")));
    }

    [Fact]
    public void Load_MutatedConfig_OnlyEverFailsAsATokenizerException()
    {
        byte[] vocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na"u8.ToArray();
        byte[] good = """
            {"tokenizer_class": "BertTokenizer", "do_lower_case": true, "model_max_length": 12, "truncation_side": "left",
             "cls_token": "[CLS]", "mask_token": {"content": "[MASK]", "lstrip": true}, "model_input_names": ["input_ids"],
             "additional_special_tokens": ["<a>"],
             "added_tokens_decoder": {"6": {"content": "<b>", "special": false}}, "x": [NaN, Infinity, null, "\ud83d\ude00"]}
            """u8.ToArray();
        byte[] spice = "{}[]\",:0129-eEtfnNI\\u\0\xFF"u8.ToArray();
        var random = new Random(7);
        int opened = 0;
        for (int round = 0; round < 3000; round++)
        {
            var bytes = good.ToList();
            for (int change = random.Next(1, 5); change > 0; change--)
            {
                int at = random.Next(bytes.Count);
                switch (random.Next(3))
                {
                    case 0: bytes[at] = spice[random.Next(spice.Length)]; break;
                    case 1: bytes.RemoveRange(at, Math.Min(random.Next(1, 12), bytes.Count - at)); break;
                    default: bytes.Insert(at, spice[random.Next(spice.Length)]); break;
                }
            }

            try
            {
                var tokenizer = Tokenizer.Load(
                    new Dictionary<string, byte[]> { ["vocab.txt"] = vocabulary, ["tokenizer_config.json"] = [.. bytes] });
                tokenizer.Encode("a <a><b> [MASK]", "a", new EncodeOptions { MaxLength = 5 });
                opened++;
            }
            catch (TokenizerException e)
            {
                Assert.NotEmpty(e.Message);
            }
        }

        Assert.InRange(opened, 100, 2900);
    }

    [Fact]
    public void Load_DeepNesting_IsAnError()
    {
        string deep = string.Concat(Enumerable.Repeat("{\"type\":\"Sequence\",\"normalizers\":[", 5000));

        var error = Assert.Throws<TokenizerException>(() => TestTokenizers.Load(("tokenizer.json", "{\"normalizer\":" + deep)));

        Assert.Contains("is not JSON", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_SparseIds_TakesMemoryByTokensNotIds()
    {
        var json = TestTokenizers.Json(["a"]);
        json["model"]!["vocab"]!["far"] = 16_000_000;
        long before = GC.GetAllocatedBytesForCurrentThread();

        var tokenizer = TestTokenizers.Load(json);

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 10_000_000);
        Assert.Equal("far", tokenizer.IdToToken(16_000_000));
        Assert.Equal(16_000_001, tokenizer.VocabularySize);
    }

    [Fact]
    public void FromPretrained_MissingFolderOrFiles_SaysWhatToDo()
    {
        var missing = Assert.Throws<TokenizerException>(() => AutoTokenizer.FromPretrained("no/such/folder"));
        Assert.Equal("no/such/folder", missing.Path);
        Assert.Contains("check the path", missing.Message, StringComparison.Ordinal);

        var empty = Assert.Throws<TokenizerException>(() => TestTokenizers.Load(("tokenizer_config.json", "{}")));
        Assert.Contains(
            "holds neither tokenizer.json nor vocab.txt nor vocab.json with merges.txt nor sentencepiece.bpe.model nor "
            + "spiece.model nor spm.model, only tokenizer_config.json", empty.Message,
            StringComparison.Ordinal);

        var family = Assert.Throws<TokenizerException>(
            () => TestTokenizers.Load(("vocab.txt", "[UNK]"), ("tokenizer_config.json", """{"tokenizer_class":"RobertaTokenizer"}""")));
        Assert.Contains("'RobertaTokenizer'", family.Message, StringComparison.Ordinal);

        var unknown = Assert.Throws<TokenizerException>(() => TestTokenizers.Load(("vocab.txt", "a\nb")));
        Assert.Contains("lacks the unknown token '[UNK]'", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_MutatedFile_OnlyEverFailsAsATokenizerException()
    {
        byte[] good = System.Text.Encoding.UTF8.GetBytes(
            TestTokenizers.Json(["a", "##b", "é"], addedTokens: TestTokenizers.Added("<x>", "special")).ToJsonString());
        byte[] spice = "{}[]\",:0129-eEtfn\\u\0\xFF"u8.ToArray();
        var random = new Random(20240);
        int opened = 0;
        for (int round = 0; round < 3000; round++)
        {
            var bytes = good.ToList();
            for (int change = random.Next(1, 5); change > 0; change--)
            {
                int at = random.Next(bytes.Count);
                switch (random.Next(4))
                {
                    case 0: bytes[at] = spice[random.Next(spice.Length)]; break;
                    case 1: bytes.RemoveRange(at, Math.Min(random.Next(1, 12), bytes.Count - at)); break;
                    case 2: bytes.Insert(at, spice[random.Next(spice.Length)]); break;
                    default: bytes[at] = (byte)random.Next(256); break;
                }
            }

            try
            {
                var tokenizer = Tokenizer.Load(new Dictionary<string, byte[]> { ["tokenizer.json"] = [.. bytes] });
                tokenizer.Decode(tokenizer.Encode("ab <x> é", "b").Ids);
                opened++;
            }
            catch (TokenizerException e)
            {
                Assert.NotEmpty(e.Message);
            }
        }

        Assert.InRange(opened, 100, 2900);
    }
}
