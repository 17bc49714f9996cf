using System.Text.Json.Nodes;

namespace Matiz.Tests.Tokenizers.Models;

/// <summary>Models with made-up vocabularies against the reference library, for each of their settings.</summary>
public class ModelReferenceTests
{
    private static readonly string[] Letters = ["a", "b", "c", "d", "e", "é", "😀", "中", "\u0301"];
    private static readonly string[] Unknown = ["x", "ß", "𝟘", "\u0007"];

    public static TheoryData<string, string> Bpe => new()
    {
        { "null", "" },
        { "\"?\"", "" },
        { "\"?\"", ""","fuse_unk":true""" },
        { "\"?\"", ""","fuse_unk":true,"byte_fallback":true""" },
        { "null", ""","byte_fallback":true,"ignore_merges":true""" },
        { "\"?\"", ""","ignore_merges":true,"dropout":0""" },
        { "\"?\"", ""","continuing_subword_prefix":"##" """ },
        { "\"?\"", ""","end_of_word_suffix":"</w>" """ },
        { "\"?\"", ""","continuing_subword_prefix":"##","end_of_word_suffix":"</w>","fuse_unk":true""" },
    };

    [Theory]
    [MemberData(nameof(Bpe))]
    public void Bpe_EverySetting_EqualsReference(string unknown, string settings)
    {
        for (int seed = 0; seed < 12; seed++)
        {
            var random = new Random(seed);
            string prefix = settings.Contains("##", StringComparison.Ordinal) ? "##" : "";
            string suffix = settings.Contains("</w>", StringComparison.Ordinal) ? "</w>" : "";
            var vocabulary = new JsonObject { ["?"] = 0 };
            var symbols = new List<string>();
            foreach (string letter in Letters.Take(random.Next(5, 10)))
                foreach (string form in (string[])[letter, prefix + letter, letter + suffix, prefix + letter + suffix]) Add(form);
            var merges = new JsonArray();
            for (int n = 0; n < 40; n++)
            {
                string left = symbols[random.Next(symbols.Count)], right = symbols[random.Next(symbols.Count)];
                if (!right.StartsWith(prefix, StringComparison.Ordinal)
                    || (suffix.Length > 0 && left.EndsWith(suffix, StringComparison.Ordinal)))
                    continue;
                Add(left + right[prefix.Length..]);
                merges.Add(new JsonArray(left, right));
            }

            if (settings.Contains("byte", StringComparison.Ordinal))
                for (int value = random.Next(2) * 0x30; value < 256; value++) Add($"<0x{value:X2}>");
            var model = JsonNode.Parse($$"""{"type":"BPE","unk_token":{{unknown}}{{settings}}}""")!.AsObject();
            model["vocab"] = vocabulary;
            model["merges"] = merges;
            AssertSame(model, random);

            void Add(string symbol)
            {
                if (vocabulary.ContainsKey(symbol)) return;
                vocabulary[symbol] = vocabulary.Count;
                if (!symbol.StartsWith('<')) symbols.Add(symbol);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Unigram_RandomScores_EqualsReference(bool byteFallback)
    {
        for (int seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var vocabulary = new JsonArray { new JsonArray("?", 0.0) };
            for (int n = 0; n < 60; n++)
            {
                string piece = Word(random, 1, 4, Letters);
                // Whole numbers give ties, and some pieces come twice.
                vocabulary.Add(new JsonArray(piece, seed % 2 == 0 ? -random.Next(1, 6) : -10 * random.NextDouble()));
            }

            for (int value = random.Next(2) * 0x30; value < 256 && byteFallback; value++)
                vocabulary.Add(new JsonArray($"<0x{value:X2}>", 0.0));
            var model = new JsonObject { ["type"] = "Unigram", ["unk_id"] = 0, ["byte_fallback"] = byteFallback, ["vocab"] = vocabulary };
            AssertSame(model, random);
        }
    }

    [Theory]
    [InlineData("""{"type":"WordLevel","unk_token":"?"}""", "")]
    [InlineData("""{"type":"WordPiece","unk_token":"?","continuing_subword_prefix":"##","max_input_chars_per_word":5}""", "##")]
    [InlineData("""{"type":"WordPiece","unk_token":"?","continuing_subword_prefix":"_","max_input_chars_per_word":100}""", "_")]
    public void Words_OfPieces_EqualsReference(string settings, string prefix)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var vocabulary = new JsonObject { ["?"] = 0 };
            for (int n = 0; n < 80; n++)
            {
                string piece = (random.Next(2) == 0 ? prefix : "") + Word(random, 1, 3, Letters);
                if (!vocabulary.ContainsKey(piece)) vocabulary[piece] = vocabulary.Count;
            }

            var model = JsonNode.Parse(settings)!.AsObject();
            model["vocab"] = vocabulary;
            AssertSame(model, random);
        }
    }

    private static void AssertSame(JsonObject model, Random random)
    {
        var json = new JsonObject
        {
            ["version"] = "1.0",
            ["added_tokens"] = new JsonArray(),
            ["normalizer"] = null,
            ["pre_tokenizer"] = new JsonObject { ["type"] = "WhitespaceSplit" },
            ["post_processor"] = null,
            ["decoder"] = null,
            ["model"] = model,
        };
        string[] all = [.. Letters, .. Letters, .. Unknown];
        ReferenceLibrary.AssertSame(json, Enumerable.Range(0, 40).Select(_ => Word(random, 1, 14, [.. all, " "])));
    }

    private static string Word(Random random, int least, int most, string[] letters) =>
        string.Concat(Enumerable.Range(0, random.Next(least, most + 1)).Select(_ => letters[random.Next(letters.Length)]));
}
