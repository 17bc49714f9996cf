using System.Text;
using Matiz.Tokenizers.Normalizers;
using Matiz.Tokenizers.Pipeline;

namespace Matiz.Tests.Tokenizers.Unicode;

public class CanonicalFormTests
{
    /// <summary>Characters that decompose in Unicode versions after the reference's 12.1.</summary>
    private static readonly int[] Newer = [0x11938];

    [Fact]
    public void DecomposeAndCompose_EveryCharacter_EqualsThePlatform()
    {
        Assert.SkipUnless("é".Normalize(NormalizationForm.FormD).Length == 2, "needs ICU: the platform normalizes nothing without it");
        var nfd = new NfdNormalizer();
        var nfc = new NfcNormalizer();
        var wrong = new List<string>();
        for (int c = 0; c < 0x30000; c++)
        {
            if (!Rune.IsValid(c) || Newer.Contains(c) || Rune.GetUnicodeCategory(new Rune(c)) == System.Globalization.UnicodeCategory.OtherNotAssigned) continue;
            string text = new Rune(c).ToString();
            if (c is >= 0x105C9 and <= 0x105E4 or >= 0x11380 and <= 0x113FF or >= 0x16100 and <= 0x1613F or >= 0x16D40 and <= 0x16D7F) continue;   // Unicode 16
            if (!string.Equals(nfd.Normalize(text), text.Normalize(NormalizationForm.FormD), StringComparison.Ordinal)
                || !string.Equals(nfc.Normalize(text), text.Normalize(NormalizationForm.FormC), StringComparison.Ordinal))
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

        Assert.Equal(expected, string.Join(' ', Enumerable.Range(0, output.Length).Select(i => $"{output.SpanOf(i).Start}-{output.SpanOf(i).End}")));
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
