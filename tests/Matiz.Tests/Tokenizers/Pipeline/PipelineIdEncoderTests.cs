using System.Text;
using System.Text.Json.Nodes;
using Matiz.Tokenizers.Bpe;

namespace Matiz.Tests.Tokenizers.Pipeline;

/// <summary>The general way to ids, with what it remembers, held to the step-by-step pipeline.</summary>
public class PipelineIdEncoderTests
{
    private const string Nfd = """{"type":"NFD"}""", Lower = """{"type":"Lowercase"}""", Whitespace = """{"type":"Whitespace"}""";

    public static TheoryData<string, string> Pipelines => new()
    {
        { $$"""{"type":"Sequence","normalizers":[{{TestTokenizers.Bert}}]}""", """{"type":"BertPreTokenizer"}""" },
        { $$"""{"type":"Sequence","normalizers":[{{Nfd}},{"type":"StripAccents"},{{Lower}}]}""", Whitespace },
        { """{"type":"NFC"}""", """{"type":"WhitespaceSplit"}""" },
        { "null", """{"type":"Sequence","pretokenizers":[{"type":"WhitespaceSplit"},{"type":"Digits","individual_digits":true}]}""" },
        { """{"type":"Replace","pattern":{"String":"b"},"content":" "}""", """{"type":"BertPreTokenizer"}""" },
        { """{"type":"Prepend","prepend":"_"}""", Whitespace },
        { """{"type":"Strip","strip_left":true,"strip_right":true}""", """{"type":"Punctuation"}""" },
        { Lower, "null" },
        { "null", """{"type":"ByteLevel","add_prefix_space":true}""" },
        { """{"type":"NFC"}""", """{"type":"Sequence","pretokenizers":[{"type":"ByteLevel"},{"type":"Digits"}]}""" },
    };

    [Theory]
    [MemberData(nameof(Pipelines))]
    public void EncodeIds_HardTexts_EqualsEncode(string normalizer, string preTokenizer)
    {
        string[] words = [.. BertIdEncoderTests.Hard, "the", " the", "The", "don't", "x,", " b ", "[M]", "antidisestablishment"];
        var json = TestTokenizers.Json([.. words.SelectMany(Pieces).Distinct().Except(["[UNK]", "[CLS]", "[SEP]"])], normalizer,
            TestTokenizers.Added("[M]", "normalized") + "," + TestTokenizers.Added("<n>"));
        json["pre_tokenizer"] = JsonNode.Parse(preTokenizer);
        AssertSameIds(json, words);
        json["added_tokens"] = new JsonArray();
        AssertSameIds(json, words);
    }

    private static void AssertSameIds(JsonNode json, string[] words)
    {
        var tokenizer = TestTokenizers.Load(json);
        var random = new Random(11);
        for (int round = 0; round < 400; round++)
        {
            var text = new StringBuilder();
            for (int n = random.Next(1, 12); n > 0; n--)
                text.Append(words[random.Next(words.Length)]).Append(random.Next(3) == 0 ? "" : " ");
            string input = text.ToString();
            Assert.True(
                tokenizer.Encode(input).Ids.AsSpan().SequenceEqual(tokenizer.EncodeIds([input]).Ids),
                $"differs on {string.Join(' ', input.Select(unit => $"{(int)unit:X4}"))}");
        }
    }

    // Every character of the words is a piece, so that no difference hides in an unknown word.
    private static IEnumerable<string> Pieces(string word) =>
        from text in (string[])[word, word.ToLowerInvariant(), new Matiz.Tokenizers.Normalizers.NfdNormalizer().Normalize(word)]
        from rune in (text + new string([.. System.Text.Encoding.UTF8.GetBytes(text).Select(ByteAlphabet.CharOf)])).EnumerateRunes()
        from piece in (string[])[rune.ToString(), "##" + rune]
        select piece;
}
