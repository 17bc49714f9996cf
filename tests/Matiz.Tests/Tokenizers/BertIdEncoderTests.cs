using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Matiz.Testing;

namespace Matiz.Tests.Tokenizers;

/// <summary>The pass that only gives ids, held to the step-by-step pipeline on texts made to be hard.</summary>
public class BertIdEncoderTests
{
    internal static readonly string[] Hard =
    [
        "a", "b", "Z", " ", "\t", "\0", "\u001C", ".", "-", "$", "é", "É", "e\u0301", "\u0344", "İ", "ı", "ß", "ẞ", "Σ", "ς", "ﬁ", "Ａ", "中",
        "国", "\uFA0E",
        "\uF900", "한국", "\u1100\u1161\u11A8", "ก็", "नमस्ते", "\u302E", "\U0001D165", "\U0001D16D", "\U0001D15E", "\u0323", "\u0307",
        "\u0C04", "\u200B",
        "\uFFFD", "\uD800", "\uDC00", "\u00A0", "\u2003", "\u2028", "\uFEFF", "\u00AD", "\uE000", "\U000F0001", "\U0001F600", "\U00020000",
        "\U0002B820",
        "\u1734", "\u061D", "\u166D", "\u037E", "\u1FEF", "\u0340", "\u20AC", "\u3000", "[CLS]", "[cls]", "\u0300\u0301\u0302",
        "\u05B0\u05C1", "abcdefghijklmnop",
    ];

    [Theory]
    [InlineData(true, true, null, true)]
    [InlineData(true, true, false, false)]
    [InlineData(false, true, true, false)]
    [InlineData(false, false, false, true)]
    [InlineData(true, false, true, true)]
    public void EncodeIds_HardTexts_EqualsThePipeline(bool clean, bool chinese, bool? strip, bool lower)
    {
        var json = JsonNode.Parse(File.ReadAllText(SharedFiles.Golden("tokenizers/wordpiece/tokenizer.json")))!;
        json["normalizer"] = new JsonObject
        {
            ["type"] = "BertNormalizer",
            ["clean_text"] = clean,
            ["handle_chinese_chars"] = chinese,
            ["strip_accents"] = strip,
            ["lowercase"] = lower,
        };
        // Every character of the hard texts is a piece, so that no difference hides in an unknown word.
        var vocabulary = json["model"]!["vocab"]!.AsObject();
        foreach (string text in Hard.SelectMany(text => (string[])[text, Decomposed(text), text.ToLowerInvariant()]))
        {
            foreach (var rune in text.EnumerateRunes())
            {
                vocabulary.TryAdd(rune.ToString(), vocabulary.Count);
                vocabulary.TryAdd("##" + rune, vocabulary.Count);
            }
        }

        json["model"]!["max_input_chars_per_word"] = 20;
        var tokenizer = TestTokenizers.Load(json);
        var random = new Random(7);
        for (int round = 0; round < 3000; round++)
        {
            var text = new StringBuilder();
            for (int n = random.Next(1, 14); n > 0; n--) text.Append(Hard[random.Next(Hard.Length)]);
            string input = text.ToString();
            Assert.True(
                tokenizer.Encode(input).Ids.AsSpan().SequenceEqual(tokenizer.EncodeIds([input]).Ids),
                $"differs on {string.Join(' ', input.Select(unit => ((int)unit).ToString("X4", CultureInfo.InvariantCulture)))}");
        }
    }

    private static string Decomposed(string text) =>
        new Matiz.Tokenizers.Normalizers.NfdNormalizer().Normalize(Matiz.Tokenizers.Pipeline.SurrogateRepair.Repair(text));
}
