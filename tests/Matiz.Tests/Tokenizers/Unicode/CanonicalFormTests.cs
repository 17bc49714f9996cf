using System.Text;
using Matiz.Tokenizers.Normalizers;
using Matiz.Tokenizers.Pipeline;
using Matiz.Unicode;

namespace Matiz.Tests.Tokenizers.Unicode;

public class CanonicalFormTests
{
    /// <summary>Characters that decompose in Unicode versions after the reference's 9.0.</summary>
    private static readonly int[] Newer = [0x11938];

    /// <summary>Characters that have a compatibility decomposition in Unicode versions after the reference's 9.0.</summary>
    private static bool IsNewerCompatible(int c) => c is 0x32FF or (>= 0xA7F1 and <= 0xA7F4) or 0xAB69 or (>= 0x10781 and <= 0x107BA)
        or (>= 0x1CCD6 and <= 0x1CCF9) or (>= 0x1E030 and <= 0x1E06D) or 0x1F16C or (>= 0x1FBF0 and <= 0x1FBF9);

    private static bool IsCompatibleAsOnThePlatform(string text) =>
        string.Equals(new NfkdNormalizer().Normalize(text), text.Normalize(NormalizationForm.FormKD), StringComparison.Ordinal)
        && string.Equals(new NfkcNormalizer().Normalize(text), text.Normalize(NormalizationForm.FormKC), StringComparison.Ordinal);

    [Fact]
    public void DecomposeAndCompose_EveryCharacter_EqualsThePlatform()
    {
        Assert.SkipUnless("é".Normalize(NormalizationForm.FormD).Length == 2, "needs ICU: the platform normalizes nothing without it");
        var nfd = new NfdNormalizer();
        var nfc = new NfcNormalizer();
        var wrong = new List<string>();
        for (int c = 0; c < 0x30000; c++)
        {
            if (!Rune.IsValid(c) || Newer.Contains(c)
                || Rune.GetUnicodeCategory(new Rune(c)) == System.Globalization.UnicodeCategory.OtherNotAssigned)
                continue;
            string text = new Rune(c).ToString();
            // Unicode 16
            if (c is >= 0x105C9 and <= 0x105E4 or >= 0x11380 and <= 0x113FF or >= 0x16100 and <= 0x1613F or >= 0x16D40 and <= 0x16D7F)
                continue;
            if (!string.Equals(nfd.Normalize(text), text.Normalize(NormalizationForm.FormD), StringComparison.Ordinal)
                || !string.Equals(nfc.Normalize(text), text.Normalize(NormalizationForm.FormC), StringComparison.Ordinal)
                || (!IsNewerCompatible(c) && !IsCompatibleAsOnThePlatform(text)))
            {
                wrong.Add($"{c:X}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void DecomposeAndCompose_RandomSequences_EqualThePlatform()
    {
        Assert.SkipUnless("é".Normalize(NormalizationForm.FormD).Length == 2, "needs ICU: the platform normalizes nothing without it");
        int[] characters = [.. "aeéǖḍְּ̇̀̂̃̈̇̊̋̌̓҃̕ͅॎ़ক়ো가각中"
            .EnumerateRunes().Select(rune => rune.Value), 0x0344, 0x0F73, 0x1D15E, 0x1D165, 0x1D16D, 0x09C7, 0x09BE, 0xFB1D, 0x0958];
        var random = new Random(3);
        for (int round = 0; round < 20000; round++)
        {
            var builder = new StringBuilder();
            for (int n = random.Next(1, 9); n > 0; n--) builder.Append(new Rune(characters[random.Next(characters.Length)]).ToString());
            string text = builder.ToString();
            Assert.Equal(text.Normalize(NormalizationForm.FormD), new NfdNormalizer().Normalize(text));
            Assert.Equal(text.Normalize(NormalizationForm.FormC), new NfcNormalizer().Normalize(text));
        }
    }

    /// <summary>
    /// Every mark that has a class since Unicode 10 to 12.1; the reference's normalizer is of 9.0 and leaves it where it stands.
    /// </summary>
    [Fact]
    public void Decompose_MarksWithAClassSinceUnicode10_StayWhereTheyStandAndKeepOthersThere()
    {
        const string Marks =
            "7FD 8D3 9FE D3B D3C EBA 1DF6 1DF7 1DF8 1DF9 10D24 10D25 10D26 10D27 10F46 10F47 10F48 10F49 10F4A 10F4B 10F4C "
            + "10F4D 10F4E 10F4F 10F50 1133B 1145E 11839 1183A 119E0 11A34 11A47 11A99 11D42 11D44 11D45 11D97 1E130 1E131 "
            + "1E132 1E133 1E134 "
            + "1E135 1E136 1E2EC 1E2ED 1E2EE 1E2EF";
        int[] marks = [.. Marks.Split(' ').Select(mark => Convert.ToInt32(mark, 16))];
        Assert.Equal(48, marks.Length);

        foreach (int mark in marks)
        {
            Assert.Equal(0, NormalForm.CombiningClass(mark));
            string text = $"a\u0345{new Rune(mark)}\u0334";                    // classes 240, none, 1
            Assert.Equal(text, new NfdNormalizer().Normalize(text));
            Assert.Equal($"á{new Rune(mark)}\u0334", new NfcNormalizer().Normalize($"a\u0301{new Rune(mark)}\u0334"));
        }
    }

    [Theory]
    [InlineData("xé", false, "0-1 1-2 1-2")]
    [InlineData("e\u0301x", true, "0-1 2-3")]
    [InlineData("é\u0323", false, "0-1 1-2 1-2")]
    [InlineData("각x", false, "0-1 0-1 0-1 1-2")]
    [InlineData("\u1100\u1161\u11A8x", true, "0-1 3-4")]
    public void Spans_AreDealtInOutputOrder(string text, bool compose, string expected)
    {
        var source = AlignedText.FromSource(text, 0);

        var output = compose ? new NfcNormalizer().Normalize(source) : new NfdNormalizer().Normalize(source);

        Assert.Equal(
            expected, string.Join(' ', Enumerable.Range(0, output.Length).Select(i => $"{output.SpanOf(i).Start}-{output.SpanOf(i).End}")));
    }

    [Fact]
    public void Decompose_LongRunOfMarks_IsNotQuadratic()
    {
        string text = "a" + string.Concat(Enumerable.Repeat("\u0301\u0323", 100_000));
        var clock = System.Diagnostics.Stopwatch.StartNew();

        string output = new NfdNormalizer().Normalize(text);

        Assert.Equal('\u0323', output[100_000]);
        Assert.Equal('\u0301', output[100_001]);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20));
    }
}
