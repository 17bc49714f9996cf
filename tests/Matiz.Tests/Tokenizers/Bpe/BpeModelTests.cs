using System.Text.Json;
using Matiz.Tokenizers;
using Matiz.Tokenizers.Bpe;
using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Models;

namespace Matiz.Tests.Tokenizers.Bpe;

public class BpeModelTests
{
    private const string Letters = "\"a\":0,\"b\":1,\"c\":2,\"ab\":3,\"bc\":4,\"abc\":5,\"aa\":6";

    [Theory]
    [InlineData("abc", "\"b c\",\"a b\",\"a bc\"", "abc 0-3")]
    [InlineData("abc", "\"a b\",\"b c\",\"ab c\"", "abc 0-3")]
    [InlineData("abcb", "\"b c\",\"a b\"", "a 0-1|bc 1-3|b 3-4")]
    [InlineData("aaaa", "\"a a\"", "aa 0-2|aa 2-4")]
    [InlineData("aaa", "\"a a\"", "aa 0-2|a 2-3")]
    [InlineData("aab", "[\"a\",\"b\"],[\"a\",\"a\"]", "a 0-1|ab 1-3")]
    public void Tokenize_MergesTheLowestRankFirst_AndOfEqualOnesTheLeftmost(string word, string merges, string expected) =>
        Assert.Equal(expected, Cut(word, $$"""{"vocab":{{{Letters}}},"merges":[{{merges}}]}"""));

    [Theory]
    [InlineData("", "axxb", "a 0-1|b 1-2")]                    // dropped characters move what follows, as in the reference
    [InlineData("\"unk_token\":\"u\"", "axxb", "a 0-1|u 1-2|u 2-3|b 3-4")]
    [InlineData("\"unk_token\":\"u\",\"fuse_unk\":true", "axxb", "a 0-1|u 1-3|b 3-4")]
    [InlineData("\"unk_token\":\"u\",\"fuse_unk\":true", "xx", "u 0-2")]
    [InlineData("\"byte_fallback\":true", "aéb", "a 0-1|<0xC3> 1-2|<0xA9> 1-2|b 2-3")]
    [InlineData("\"byte_fallback\":true,\"unk_token\":\"u\"", "aêb", "a 0-1|u 1-2|b 2-3")]
    [InlineData("\"continuing_subword_prefix\":\"#\"", "abb", "ab 0-2|#b 2-3")]
    [InlineData("\"end_of_word_suffix\":\"$\"", "ab", "a 0-1|b$ 1-2")]
    [InlineData("\"ignore_merges\":true", "whole", "whole 0-5")]
    [InlineData("\"ignore_merges\":false", "a\U0001F600b", "a 0-1|\U0001F600 1-3|b 3-4")]
    [InlineData("\"dropout\":0.0", "ab", "a 0-1|b 1-2")]
    public void Tokenize_FollowsEverySetting(string settings, string word, string expected)
    {
        bool prefixed = settings.Contains("prefix", StringComparison.Ordinal);
        string[] vocabulary = ["a", "b", "u", "<0xC3>", "<0xA9>", "#b", "ab", "b$", "whole", "\U0001F600"];
        string ids = string.Join(',', vocabulary.Select((token, id) => $"\"{token}\":{id}"));
        string merges = prefixed ? "\"a #b\"" : "";
        string json = $$"""{"vocab":{{{ids}}},"merges":[{{merges}}]{{(settings.Length > 0 ? "," + settings : "")}}}""";

        Assert.Equal(expected, Cut(word, json));
    }

    [Theory]
    [InlineData("\"merges\":[\"a b\",\"a x\"]", "model.merges[1] needs the token 'x', which model.vocab lacks")]
    [InlineData("\"merges\":[\"a a b\"]", "model.merges[0] is 'a a b'; expected two tokens with a space between them")]
    [InlineData("\"merges\":[[\"a\"]]", "model.merges[0] has 1 elements; expected two tokens")]
    [InlineData("\"merges\":[],\"dropout\":0.1", "model.dropout is 0.1; expected 0 or null, since tokens are not drawn at random here")]
    [InlineData("\"merges\":[],\"unk_token\":\"x\"", "model.unk_token names the unknown token 'x', which model.vocab lacks")]
    [InlineData("\"merges\":[],\"byte_fallback\":1", "model.byte_fallback is 1; expected true or false")]
    [InlineData("\"a\":0", "model has no 'merges'")]
    public void Read_WhatIsWrong_IsNamed(string members, string expected)
    {
        var error = Assert.Throws<TokenizerException>(() => Read($$"""{"vocab":{{{Letters}}},{{members}}}"""));

        Assert.StartsWith("tokenizer.json: " + expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tokenize_ALongWord_TakesNoSquareOfItsTime()
    {
        var model = Read($$"""{"vocab":{{{Letters}}},"merges":["a a","a b"]}""");
        var tokens = new List<ModelToken>();

        model.Tokenize(new string('a', 400_001), tokens);

        Assert.Equal(200_001, tokens.Count);
        Assert.Equal(new ModelToken(0, 400_000, 400_001), tokens[^1]);
    }

    [Fact]
    public void Load_MutatedFile_OnlyEverFailsAsATokenizerException()
    {
        byte[] good = System.Text.Encoding.UTF8.GetBytes("""
            {"version":"1.0","added_tokens":[{"id":4,"content":"<m>","lstrip":true,"normalized":false,"special":true}],
             "pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"(?i:'s)|\\p{L}++| ?[^\\s]{1,3}"},
              "behavior":"Isolated","invert":false},{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}]},
             "post_processor":{"type":"RobertaProcessing","sep":["b",1],"cls":["a",0],"trim_offsets":true,"add_prefix_space":true},
             "decoder":{"type":"ByteLevel"},
             "model":{"type":"BPE","unk_token":"u","continuing_subword_prefix":"","end_of_word_suffix":"","fuse_unk":true,
              "byte_fallback":true,"ignore_merges":true,"vocab":{"a":0,"b":1,"u":2,"ab":3,"Ġ":5,"Ġa":6},"merges":["a b",["Ġ","a"]]}}
            """);
        var random = new Random(77);
        int opened = 0;
        for (int round = 0; round < 3000; round++)
        {
            byte[] bytes = [.. good];
            for (int change = random.Next(1, 4); change > 0; change--) bytes[random.Next(bytes.Length)] = (byte)random.Next(32, 127);
            try
            {
                var tokenizer = Tokenizer.Load(new Dictionary<string, byte[]> { ["tokenizer.json"] = bytes });
                tokenizer.Decode(tokenizer.Encode("ab  a's <m>é", "b", new() { MaxLength = 7, ReturnOverflow = true }).Ids);
                tokenizer.EncodeIds(["ab  a's <m>é"]);
                opened++;
            }
            catch (TokenizerException exception)
            {
                Assert.NotEmpty(exception.Message);
            }
        }

        Assert.InRange(opened, 100, 2900);
    }

    private static string Cut(string word, string json)
    {
        var model = Read(json);
        var tokens = new List<ModelToken>();
        model.Tokenize(word, tokens);
        return string.Join('|', tokens.Select(token => $"{TextOf(token.Id)} {token.Start}-{token.End}"));

        string TextOf(int id) => model.Vocabulary.TryGetToken(id, out string? text) ? text : "?";
    }

    private static BpeModel Read(string json) =>
        BpeModel.Read(new JsonCursor(JsonDocument.Parse(json).RootElement, "tokenizer.json", "model"));
}
