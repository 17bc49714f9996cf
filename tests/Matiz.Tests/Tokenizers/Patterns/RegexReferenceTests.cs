using System.Text.Json;
using System.Text.Json.Nodes;
using Matiz.Tokenizers.Patterns;

namespace Matiz.Tests.Tokenizers.Patterns;

/// <summary>Regular expressions against the reference library, which runs Oniguruma.</summary>
public class RegexReferenceTests
{
    /// <summary>The patterns of published tokenizers, by the family.</summary>
    public static TheoryData<string, string, string, bool> Published => new()
    {
        { "GPT-2, RoBERTa, DeBERTa", @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+", "Isolated", true },
        {
            "ModernBERT of the goldens",
            @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
            "Isolated", true
        },
        {
            "cl100k", @"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+",
            "Removed", true
        },
        {
            "o200k",
            @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|"
            + @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|"
            + @"\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+",
            "Isolated", true
        },
        {
            "Llama 3",
            @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
            "Isolated", true
        },
        {
            "Qwen 2", @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
            "Isolated", true
        },
        { "BLOOM", " ?[^(\\s|[.,!?…。，、।۔،])]+", "Isolated", false },
        { "DeepSeek, line breaks", "[\r\n]", "Isolated", false },
        {
            "DeepSeek, letters",
            "\\s?[A-Za-zµÀ-ÖØ-öø-ƺƼ-ƿǄ-ʓʕ-ʯͰ-ͳͶͷͻ-ͽͿΆΈ-ΊΌΎ-ΡΣ-ϵϷ-ҁҊ-ԯԱ-ՖႠ-ჅᎠ-Ᏽᏸ-ᏽᲐ-ᲺᲽ-Ჿᴀ-ᴫᵫ-ᵷᵹ-ᶚḀ-ἕ]+",
            "Isolated", false
        },
        { "DeepSeek, punctuation", "\\s?[!-/:-~！-／：-～‘-‟　-。]+", "Isolated", false },
        { "DeepSeek, spaces", "\\s+$", "Isolated", false },
        { "DeepSeek, ideographs", "[一-龥ࠀ-一가-퟿]+", "Isolated", false },
        {
            "DeepSeek 3",
            "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|"
            + "[^\r\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\r\n]*|\\s*[\r\n]+|\\s+(?!\\S)|\\s+",
            "Isolated", true
        },
        { "Falcon", "[0-9][0-9][0-9]", "Isolated", false },
        { "Gemma", " ", "MergedWithPrevious", true },
        { "CLIP", @"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+", "Removed", false },
        { "ALBERT, XLM-R, DeBERTa", " {2,}", "Isolated", false },
        { "StarCoder 2, digits", @"\p{N}", "Isolated", false },
        { "words", @"\w+|[^\w\s]+", "Removed", false },
        {
            "Qwen 3.5",
            @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
            "Isolated", true
        },
    };

    [Theory]
    [MemberData(nameof(Published))]
    public void Split_ByAPublishedPattern_GivesTheReferencesPieces(string family, string pattern, string behavior, bool breaks)
    {
        Assert.NotEmpty(family);
        foreach (bool invert in (bool[])[false, true])
        {
            string split = new JsonObject
            {
                ["type"] = "Split",
                ["pattern"] = new JsonObject { ["Regex"] = pattern },
                ["behavior"] = behavior,
                ["invert"] = invert,
            }.ToJsonString();
            PipelineReferenceTests.Check("null", split, seed: 2);
        }

        Assert.Equal(breaks, RegexPattern.Make(pattern).Shape.BreaksAtSpaces);
    }

    [Theory]
    [InlineData(@"\b")]
    [InlineData(@"\B")]
    [InlineData("^")]
    [InlineData("$")]
    [InlineData(@"\Z")]
    [InlineData(@"\z")]
    [InlineData(@"\A.")]
    [InlineData(@"(?<=\d)\D|(?<!\s)\s")]
    [InlineData(@"\R")]
    [InlineData("[[:punct:]]+")]
    [InlineData("[[:graph:][:blank:]]+")]
    [InlineData("[^[:print:]]")]
    [InlineData("(?i:world|DON|k|s)")]
    [InlineData("(?i)w(?-i)orld|i'M")]
    [InlineData("he(?i)L|WORLD")]
    [InlineData("(?i:[^a-j])")]
    [InlineData("(?i:σ|å|µ)")]
    [InlineData("(?:l{1,2}?|o)+")]
    [InlineData("(?:ab?)*?e")]
    [InlineData("l{2}?o")]
    [InlineData("l{1}+")]
    [InlineData("l{,1}o|{|a{x}")]
    [InlineData(@"[\p{Latin}&&\p{Ll}]+")]
    [InlineData(@"\p{Hiragana}|\p{^Katakana}{3}")]
    [InlineData(@"(?<!\p{Han})[^\p{Arabic}\p{Hebrew}\n]")]
    [InlineData(@"(?>\d+|12)5|(?:3|34)5")]
    [InlineData("[]a-]+|[a\\-]")]
    [InlineData(@"[\w-]+|[^\W\d_]")]
    [InlineData("\u0301|e\u0301")]
    [InlineData("(?m:.)+")]
    [InlineData("(?<n>a)|(?#none)b|()")]
    [InlineData("[😀-🙏𝓐]|\\x{1D7D8}")]
    public void Split_ByOtherParts_GivesTheReferencesPieces(string pattern)
    {
        string regex = JsonSerializer.Serialize(pattern);
        PipelineReferenceTests.Check(
            "null", $$"""{"type":"Split","pattern":{"Regex":{{regex}}},"behavior":"Isolated","invert":false}""", seed: 3);
    }

    /// <summary>Every character of the reference's classes, by replacing what they match by one letter.</summary>
    [Fact]
    public void Sets_OfEveryName_HaveTheReferencesCharacters()
    {
        Assert.SkipUnless(ReferenceLibrary.Exists, "needs the reference library, which is there for Linux on x64");
        const char Mark = '\uE111';
        int[] characters = [.. Enumerable.Range(0, 0x3400).Concat(Enumerable.Range(0x9FF0, 0xD00)).Concat(Enumerable.Range(0xD790, 0x70))
            .Concat(Enumerable.Range(0xF900, 0x700)).Concat(Enumerable.Range(0x10000, 0x7000)).Concat(Enumerable.Range(0x18AF0, 0x300))
            .Concat(Enumerable.Range(0x1AF00, 0x4500))
            .Concat([0x3400, 0x4E00, 0x9FFF, 0xAC00, 0xE000, 0xE0001, 0xE0100, 0x20000, 0x2A6E0])];
        string text = string.Concat(characters.Select(char.ConvertFromUtf32));
        string[] names =
        [
            @"\w", @"\W", @"\d", @"\s", @"\h", @"\p{L}", @"\p{M}", @"\p{N}", @"\p{P}", @"\p{S}", @"\p{Z}", @"\p{C}", @"\p{Lu}", @"\p{Ll}",
            @"\p{Lm}", @"\p{Lo}", @"\p{Lt}", @"\p{Mn}", @"\p{Nl}", @"\p{No}", @"\p{Pc}", @"\p{Sk}", @"\p{Cf}", @"\p{Cn}", "[[:word:]]",
            "[[:punct:]]", "[[:graph:]]", "[[:print:]]", "[[:blank:]]", @"\p{Han}", @"\p{Latin}", @"\p{Common}", @"\p{Inherited}",
            @"\p{Cyrillic}", @"\p{Hangul}", @"\p{Katakana}", @"\p{Arabic}", @"\p{Old_Italic}", @"\p{SignWriting}", @"\p{Space}", @"\p{LC}",
        ];
        foreach (string name in names)
        {
            string pattern = JsonSerializer.Serialize(name);
            var json = ReferenceLibrary.Json(
                $$"""{"type":"Replace","pattern":{"Regex":{{pattern}}},"content":"{{Mark}}"}""", "null", [$"{Mark}"]);
            int[] found = ReferenceLibrary.Encode(json, text);
            Assert.Equal(characters.Length, found.Length);
            var set = ((CharacterNode)((SequenceNode)OnigurumaParser.Parse(name)).Parts[0]).Set;
            var wrong = characters.Where((c, i) => set.Contains(c) != (found[i] != 0)).Select(c => $"{c:X}").ToList();
            Assert.True(wrong.Count == 0, $"{name}: {wrong.Count}: {string.Join(' ', wrong.Take(40))}");
        }
    }

    [Fact]
    public void Shape_OfReplacedPatterns_SaysWhetherSpacesAreLeftAlone()
    {
        Assert.True(RegexPattern.Make(" {2,}").Shape is { LeavesSpaces: true, MayBeSpace: false });
        Assert.True(RegexPattern.Make(@"\s+").Shape is { LeavesSpaces: true, MayBeSpace: true });
        Assert.True(RegexPattern.Make(@"\s{2,}|[\n\r\t]").Shape is { LeavesSpaces: true, MayBeSpace: false, HasVisible: false });
        Assert.False(RegexPattern.Make("a b").Shape.LeavesSpaces);
        Assert.False(RegexPattern.Make(" a").Shape.LeavesSpaces);
        Assert.False(RegexPattern.Make(@"\bx").Shape.LeavesSpaces);
        Assert.False(RegexPattern.Make("x*").Shape.LeavesSpaces);
    }
}
