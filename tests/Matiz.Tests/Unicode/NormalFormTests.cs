using System.Text;
using Matiz.Unicode;

namespace Matiz.Tests.Unicode;

public sealed class NormalFormTests
{
    [Theory]
    [InlineData("cafe\u0301", false, "caf\u00e9")]
    [InlineData("a\u0301\u0323", false, "\u1ea1\u0301")]
    [InlineData("\u1112\u1161\u11ab", false, "\ud55c")]
    [InlineData("\U0001d158\U0001d165", false, "\U0001d158\U0001d165")]
    [InlineData("\ufb01n", false, "\ufb01n")]
    [InlineData("\ufb01n", true, "fin")]
    [InlineData("\uff21\u030a", true, "\u00c5")]
    [InlineData("\ufdfa", true, "\u0635\u0644\u0649 \u0627\u0644\u0644\u0647 \u0639\u0644\u064a\u0647 \u0648\u0633\u0644\u0645")]
    public void Compose_GivesTheComposedForm(string text, bool compatible, string expected)
    {
        Assert.Equal(expected, NormalForm.Compose(text, compatible));
        if ("e\u0301".Normalize().Length > 1) return;                           // the platform normalizes nothing without ICU
        Assert.Equal(expected, text.Normalize(compatible ? NormalizationForm.FormKC : NormalizationForm.FormC));
    }

    [Fact]
    public void Compose_OfPlainTextOrHalfASurrogatePair_IsTheText()
    {
        foreach (string text in (string[])["", "joy, plain", "e\u0301\ud800", "\udc00e\u0301", "\ud83de\u0301"])
            Assert.Same(text, NormalForm.Compose(text, compatible: true));
    }

    [Fact]
    public void Compose_WhatIsComposed_ChangesNothing()
    {
        for (int c = 0xA0; c < 0x30000; c++)
        {
            if (!Rune.IsValid(c)) continue;
            string composed = NormalForm.Compose(new Rune(c).ToString(), compatible: true);
            string again = NormalForm.Compose(composed, compatible: true);
            if (!string.Equals(composed, again, StringComparison.Ordinal)) Assert.Fail($"U+{c:X4}");
        }
    }
}
