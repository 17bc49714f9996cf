using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Matiz.Charts;
using Matiz.Charts.Drawing;
using Matiz.Metrics;

namespace Matiz.Reports.Html;

/// <summary>
/// The words of a report in one language, all from the file <c>words.json</c>: a key, and for each language a text with places in braces
/// (<c>{rows}</c>), and words that go by the number in a place (<c>{rows:row|rows}</c>: the first form for one). A key that is missing is a
/// fault of the program, which tests find.
/// </summary>
internal sealed class ReportWords
{
    private const string Resource = "Matiz.Reports.words.json";

    private static readonly Lazy<Dictionary<string, Dictionary<string, string>>> Table = new(Read);

    private readonly string _code;

    private ReportWords(string code) => _code = code;

    /// <summary>The languages, in the order of <see cref="ReportLanguage"/>.</summary>
    public static IReadOnlyList<string> Codes { get; } = ["en", "es"];

    /// <summary>Every key with its texts by language.</summary>
    public static IReadOnlyDictionary<string, Dictionary<string, string>> All => Table.Value;

    /// <summary>The language as pages name it: <c>en</c>.</summary>
    public string Code => _code;

    /// <summary>The text of a key.</summary>
    public string this[string key] =>
        Table.Value.TryGetValue(key, out var texts) && texts.TryGetValue(_code, out var text)
            ? text
            : throw new KeyNotFoundException($"words.json has no '{key}' in '{_code}'.");

    /// <summary>The words of a language.</summary>
    public static ReportWords In(ReportLanguage language) => new(Codes[(int)language]);

    /// <summary>Whether there is such a key.</summary>
    public static bool Has(string key) => Table.Value.ContainsKey(key);

    /// <summary>The text of a key with its places filled, as plain text.</summary>
    public string Fill(string key, params ReadOnlySpan<(string Place, string Value)> values)
    {
        var text = new StringBuilder();
        foreach (var part in Parts(this[key]))
        {
            if (!part.IsPlace) text.Append(part.Text);
            else if (Find(key, part.Text, values) is var value) text.Append(part.Form(value) ?? value);
        }

        return text.ToString();
    }

    /// <summary>The text of a key with its places filled by markup; the words themselves are escaped.</summary>
    public Markup Say(string key, params ReadOnlySpan<(string Place, Markup Value)> values)
    {
        var text = new StringBuilder();
        foreach (var part in Parts(this[key]))
        {
            if (!part.IsPlace) HtmlText.AppendEscaped(text, part.Text);
            else if (Find(key, part.Text, values).Value is var value && part.Form(value) is { } form) HtmlText.AppendEscaped(text, form);
            else text.Append(value);
        }

        return new(text.ToString());
    }

    /// <summary><c>1 row</c>, <c>2,000 rows</c>.</summary>
    public string Rows(long count) => $"{NumberText.Count(count)} {this[count == 1 ? "plot.row" : "plot.rows"]}";

    /// <summary>What a split is called; a name of the data's own stays.</summary>
    public string Split(string name) => Has("split." + name) ? this["split." + name] : name;

    /// <summary>What a metric is called; one of the user's own has its key.</summary>
    public string Metric(string name) => Has("metric." + name) ? this["metric." + name] : name;

    /// <summary>What a metric says, in a line; one of the user's own as the catalog has it.</summary>
    public string MetricMeaning(string name)
    {
        string key = $"metric.{name}.meaning";
        return Has(key) ? this[key] : MetricCatalog.TryFind(name)?.Meaning ?? "";
    }

    /// <summary>A text as a heading begins: with a capital letter.</summary>
    public static string Heading(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>What a split is called at the beginning of a line.</summary>
    public string SplitHeading(string name) => Has("split." + name) ? Heading(this["split." + name]) : name;

    /// <summary>The words of the charts.</summary>
    public PlotWords Plot => new()
    {
        Row = this["plot.row"],
        Rows = this["plot.rows"],
        ConfusionMatrix = this["plot.confusionMatrix"],
        TrueClass = this["plot.trueClass"],
        PredictedClass = this["plot.predictedClass"],
        Correct = this["plot.correct"],
        Confused = this["plot.confused"],
        ShareOfTrueClass = this["plot.shareOfTrueClass"],
        ShareOfPredictedClass = this["plot.shareOfPredictedClass"],
        ShareOfAllRows = this["plot.shareOfAllRows"],
        Classes = this["plot.classes"],
        AllRows = this["plot.allRows"],
        Fewer = this["plot.fewer"],
        More = this["plot.more"],
        Scores = this["plot.scores"],
        MoreClass = this["plot.moreClass"],
        MoreClasses = this["plot.moreClasses"],
        Step = this["plot.step"],
        Epoch = this["plot.epoch"],
        Loss = this["plot.loss"],
        TrainingLoss = this["plot.trainingLoss"],
        ValidationLoss = this["plot.validationLoss"],
        Distribution = this["plot.distribution"],
        Reliability = this["plot.reliability"],
        Confidence = this["plot.confidence"],
        Accuracy = this["plot.accuracy"],
        PerfectlyCalibrated = this["plot.perfectlyCalibrated"],
        Gap = this["plot.gap"],
        ExpectedCalibrationError = this["plot.expectedCalibrationError"],
        PerClass = this["plot.perClass"],
        Precision = this["plot.precision"],
        Recall = this["plot.recall"],
        F1 = this["plot.f1"],
        CoverageAndAccuracy = this["plot.coverageAndAccuracy"],
        Coverage = this["plot.coverage"],
        Threshold = this["plot.threshold"],
    };

    /// <summary>The names of the places in a text that take a value, in their order.</summary>
    internal static IEnumerable<string> PlacesIn(string text) =>
        Parts(text).Where(part => part.IsPlace && part.One is null).Select(part => part.Text);

    /// <summary>The names of the places whose value only decides on a word.</summary>
    internal static IEnumerable<string> FormsIn(string text) => Parts(text).Where(part => part.One is not null).Select(part => part.Text);

    private static T Find<T>(string key, string place, ReadOnlySpan<(string Place, T Value)> values)
    {
        foreach (var (name, value) in values)
        {
            if (string.Equals(name, place, StringComparison.Ordinal)) return value;
        }

        throw new KeyNotFoundException($"words.json: '{key}' asks for {{{place}}}, which is not given.");
    }

    private static List<Part> Parts(string text)
    {
        var parts = new List<Part>();
        int at = 0;
        while (at < text.Length)
        {
            int open = text.IndexOf('{', at);
            int close = open < 0 ? -1 : text.IndexOf('}', open);
            if (close < 0) break;
            if (open > at) parts.Add(new(text[at..open], IsPlace: false));
            string[] place = text[(open + 1)..close].Split(':', 2);
            parts.Add(place is [var name, var forms] && forms.Split('|') is [var one, var many]
                ? new(name, IsPlace: true, one, many)
                : new(place[0], IsPlace: true));
            at = close + 1;
        }

        if (at < text.Length) parts.Add(new(text[at..], IsPlace: false));
        return parts;
    }

    /// <summary>Plain words, or a place: for its value, or for a word that goes by it.</summary>
    private readonly record struct Part(string Text, bool IsPlace, string? One = null, string? Many = null)
    {
        /// <summary>The form that fits a number, such as <c>1</c> or <c>1 row</c>; null for a place that takes the value itself.</summary>
        public string? Form(string value) =>
            One is null ? null : value is "1" || value.StartsWith("1 ", StringComparison.Ordinal) ? One : Many;
    }

    private static Dictionary<string, Dictionary<string, string>> Read()
    {
        using var stream = typeof(ReportWords).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"the assembly has no resource {Resource}."));
        return JsonSerializer.Deserialize(stream, ReportWordsJson.Default.DictionaryStringDictionaryStringString)!;
    }
}

[JsonSerializable(typeof(Dictionary<string, Dictionary<string, string>>))]
internal sealed partial class ReportWordsJson : JsonSerializerContext;
