using Matiz.Charts;
using Matiz.Reports;
using Matiz.Reports.Html;

namespace Matiz.Tests.Reports.Html;

public sealed class ReportWordsTests
{
    [Fact]
    public void EveryKey_HasBothLanguagesWithTheSamePlaces()
    {
        Assert.True(ReportWords.All.Count > 100);
        foreach (var (key, texts) in ReportWords.All)
        {
            Assert.Equal(ReportWords.Codes.Order(), texts.Keys.Order());
            Assert.All(texts.Values, text => Assert.False(string.IsNullOrWhiteSpace(text), key));
            Assert.Equal(ReportWords.PlacesIn(texts["en"]).Order(), ReportWords.PlacesIn(texts["es"]).Order());
            Assert.All(texts.Values, text => Assert.Empty(ReportWords.FormsIn(text).Except(ReportWords.PlacesIn(text))));
        }
    }

    [Fact]
    public void Languages_AreThoseOfTheOptions()
    {
        Assert.Equal(Enum.GetValues<ReportLanguage>().Length, ReportWords.Codes.Count);
        Assert.Equal(ReportLanguage.Spanish, ReportOptions.ParseLanguage("es"));
        Assert.StartsWith(
            "found 'fr', expected one of en, es", Assert.Throws<ArgumentException>(() => ReportOptions.ParseLanguage("fr")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void PlotWords_InEnglishAreTheChartsOwn_AndAllAreTranslated()
    {
        Assert.Equal(PlotWords.English, ReportWords.In(ReportLanguage.English).Plot);
        var spanish = ReportWords.In(ReportLanguage.Spanish).Plot;
        string[] same = [.. typeof(PlotWords).GetProperties().Where(p => p.PropertyType == typeof(string))
            .Where(p => Equals(p.GetValue(spanish), p.GetValue(PlotWords.English))).Select(p => p.Name)];
        Assert.Equal(["F1"], same);
    }

    [Fact]
    public void Say_EscapesWordsAndKeepsMarkup()
    {
        var words = ReportWords.In(ReportLanguage.English);
        var said = words.Say(
            "confusion.pair", ("truth", Markup.From($"<bdi>{"a<b"}</bdi>")), ("predicted", Markup.Text("c&d")),
            ("rows", Markup.Text("2 rows")), ("share", Markup.Text("5%")));
        Assert.Equal("<bdi>a&lt;b</bdi> taken for c&amp;d: 2 rows (5%)", said.Value);
        Assert.Throws<KeyNotFoundException>(() => words.Fill("confusion.pair", ("truth", "a")));
        Assert.Throws<KeyNotFoundException>(() => words["nothing"]);
    }

    [Theory]
    [InlineData(1, "Train: 1 row repeats an earlier text.", "Train: 1 fila repite un texto anterior.")]
    [InlineData(1000, "Train: 1,000 rows repeat an earlier text.", "Train: 1,000 filas repiten un texto anterior.")]
    public void Forms_GoByTheNumber(int rows, string english, string spanish)
    {
        foreach (var (language, expected) in new[] { (ReportLanguage.English, english), (ReportLanguage.Spanish, spanish) })
        {
            var words = ReportWords.In(language);
            Assert.Equal(expected, words.Fill("data.duplicates.found", ("split", "Train"), ("rows", words.Rows(rows))));
            Assert.Equal(
                expected,
                words.Say("data.duplicates.found", ("split", Markup.Text("Train")), ("rows", Markup.Text(words.Rows(rows)))).Value);
        }
    }

    [Theory]
    [InlineData(ReportLanguage.English, 1, "1 row")]
    [InlineData(ReportLanguage.English, 2000, "2,000 rows")]
    [InlineData(ReportLanguage.Spanish, 1, "1 fila")]
    public void Rows_AreCountedInWords(ReportLanguage language, long count, string expected) =>
        Assert.Equal(expected, ReportWords.In(language).Rows(count));
}
