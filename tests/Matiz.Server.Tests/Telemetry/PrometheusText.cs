using System.Globalization;
using System.Text.RegularExpressions;

namespace Matiz.Server.Tests.Telemetry;

/// <summary>A number of <c>/metrics</c>.</summary>
internal sealed record PrometheusSample(string Name, IReadOnlyDictionary<string, string> Labels, double Value);

/// <summary>Reads the text in which Prometheus is told metrics.</summary>
internal sealed partial class PrometheusText
{
    private PrometheusText(IReadOnlyDictionary<string, string> types, IReadOnlyList<PrometheusSample> samples) =>
        (Types, Samples) = (types, samples);

    /// <summary>The kind of each metric: counter, gauge, histogram.</summary>
    public IReadOnlyDictionary<string, string> Types { get; }

    /// <summary>Every number.</summary>
    public IReadOnlyList<PrometheusSample> Samples { get; }

    public static PrometheusText Parse(string text)
    {
        var types = new Dictionary<string, string>();
        var samples = new List<PrometheusSample>();
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                string[] words = line.Split(' ');
                types.Add(words[2], words[3]);
            }
            else if (!line.StartsWith('#'))
            {
                var match = Sample().Match(line);
                Assert.True(match.Success, line);
                var labels = Label().Matches(match.Groups["labels"].Value)
                    .ToDictionary(label => label.Groups["name"].Value, label => label.Groups["value"].Value);
                samples.Add(new PrometheusSample(match.Groups["name"].Value, labels, Number(match.Groups["number"].Value)));
            }
        }

        return new PrometheusText(types, samples);
    }

    /// <summary>The sum of a metric's numbers that have some labels; 0 where there is none.</summary>
    public double Sum(string name, params (string Name, string Value)[] labels) => Samples
        .Where(sample => sample.Name == name && labels.All(label => sample.Labels.GetValueOrDefault(label.Name) == label.Value))
        .Sum(sample => sample.Value);

    private static double Number(string text) =>
        text == "+Inf" ? double.PositiveInfinity : double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<name>[a-zA-Z_:][\w:]*)(\{(?<labels>.*)\})? (?<number>\S+)( \d+)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Sample();

    [GeneratedRegex("(?<name>\\w+)=\"(?<value>(\\\\.|[^\"\\\\])*)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Label();
}
