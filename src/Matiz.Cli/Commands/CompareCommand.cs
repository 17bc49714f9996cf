using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Matiz.Cli.Options;
using Matiz.Cli.Paths;
using Matiz.Cli.Terminal;
using Matiz.Data;
using Matiz.Runs;
using Matiz.Tasks;

namespace Matiz.Cli.Commands;

/// <summary><c>matiz compare</c>: two runs on the same rows.</summary>
internal sealed class CompareCommand : MatizCommand
{
    private const int MostChanged = 10, NarrowestText = 20;

    private readonly Argument<string> _a = OptionFactory.PathArgument("RUN-A", "The folder of a finished run", new ReadsRun());
    private readonly Argument<string> _b = OptionFactory.PathArgument("RUN-B", "The folder of another", new ReadsRun());
    private readonly Option<string?> _split = OptionFactory.Choice(
        "--split", "Whose rows (default test where both have it, else validation)", ["validation", "test"]);
    private readonly Option<bool> _raw = OptionFactory.Flag("--raw", "Leave out the calibration.json of either run");

    public CompareCommand()
        : base(
            "compare",
            "Compare two runs on the same rows",
            "Compare two runs on the rows that both have predicted (same split, file, line and text): every metric with the paired "
            + "bootstrap interval of its difference, McNemar's test, and the rows that changed. "
            + "Scores and labels are those that predict gives: "
            + "calibrated, where a run has a calibration.json.")
    {
        Add(_a);
        Add(_b);
        AddOptions(new OptionSet("Rows", _split, _raw), Messages);
    }

    public override MessageOptionSet Messages { get; } = new("Print one JSON object: metrics, mcnemar, changed");

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("matiz compare my-model my-model-2", "Is the second run better beyond chance, and which rows changed?"),
        new("matiz compare my-model my-model-2 --json > comparison.json", "The same for a program, with every row that changed."),
    ];

    public override int Run(ParseResult parse, CommandHost host)
    {
        var notes = new Notes(host, parse.GetValue(Messages.Quiet));
        var (a, b) = (RunRecord.Load(parse.GetRequiredValue(_a)), RunRecord.Load(parse.GetRequiredValue(_b)));
        var comparison = RunComparison.Compare(a, b, parse.GetValue(_split), raw: parse.GetValue(_raw), cancellation: host.Interrupt);
        var calibrated = new List<string>();
        if (comparison.CalibrationA != ModelCalibration.None) calibrated.Add(a.Path);
        if (comparison.CalibrationB != ModelCalibration.None && !calibrated.Contains(b.Path, StringComparer.Ordinal))
            calibrated.Add(b.Path);
        if (calibrated.Count > 0)
        {
            notes.Say(
                $"scores and labels of {string.Join(" and ", calibrated)} are calibrated by {ModelCalibration.FileName}; "
                    + "--raw leaves it out.");
        }

        if (comparison.OnlyInA + comparison.OnlyInB > 0)
        {
            notes.Warn(
                $"the runs were measured on different rows of {comparison.Split}: "
                + $"{Numbers.Counted(comparison.Rows, "row is", "rows are")} compared, "
                + $"{Numbers.Count(comparison.OnlyInA)} are only in {a.Path}, {Numbers.Count(comparison.OnlyInB)} only in {b.Path}.");
        }

        if (comparison.Relabelled > 0)
        {
            notes.Warn(
                $"{Numbers.Counted(comparison.Relabelled, "row has", "rows have")} another label in {b.Path}; "
                + "left out, as there is no common truth.");
        }

        if (Messages.IsJson(parse)) Json.WriteIndented(host.Output, json => Write(json, comparison));
        else host.Output.Write(Describe(comparison, a, b, host.Width, new Style(host.OutputIsTerminal && host.AllowsColor)));
        return ExitCode.Done;
    }

    private static void Write(Utf8JsonWriter json, RunComparison comparison)
    {
        json.WriteStartObject();
        json.WriteString("split", comparison.Split);
        json.WriteNumber("rows", comparison.Rows);
        json.WriteStartObject("metrics");
        foreach (var (name, value) in comparison.Metrics)
        {
            json.WriteStartObject(name);
            json.WriteNumberOrNull("a", value.A);
            json.WriteNumberOrNull("b", value.B);
            json.WriteNumberOrNull("difference", value.Difference);
            json.WriteNumberOrNull("low", value.Low);
            json.WriteNumberOrNull("high", value.High);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        if (comparison.McNemar is { } test)
        {
            json.WriteStartObject("mcnemar");
            json.WriteNumber("statistic", test.Statistic);
            json.WriteNumber("p_value", test.PValue);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("mcnemar");
        }

        json.WriteStartArray("changed");
        foreach (var (row, a, b) in comparison.Changed)
        {
            json.WriteStartObject();
            json.WriteString("split", row.Source.Split);
            json.WriteString("file", row.Source.File);
            json.WriteNumber("line", row.Source.Line);
            json.WritePropertyName("a");
            a.WriteTo(json, comparison.Labels);
            json.WritePropertyName("b");
            b.WriteTo(json, comparison.Labels);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Describe(RunComparison comparison, RunRecord a, RunRecord b, int width, Style style)
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture, $"{style.Bold("A")} {PlainText.Clean(a.Path)}\n{style.Bold("B")} {PlainText.Clean(b.Path)}\n");
        text.Append(CultureInfo.InvariantCulture, $"{Numbers.Counted(comparison.Rows, "row")} of {comparison.Split}; ")
            .Append("intervals of B − A hold 95 % of 1,000 paired draws\n\n");
        text.Append(Metrics(comparison, style));
        if (comparison.McNemar is { } test)
        {
            string verdict = test.PValue < 0.05 ? "the runs differ beyond chance" : "no difference beyond chance";
            string p = test.PValue < 0.0001 ? "< 0.0001" : $"= {Numbers.Metric(test.PValue)}";
            string how = test.Exact ? "exact" : "χ² " + Numbers.Metric(test.Statistic);
            text.Append(
                CultureInfo.InvariantCulture,
                $"\n{style.Bold("McNemar")}: only A is right on {Numbers.Counted(test.OnlyFirstRight, "row")}, ")
                .Append(CultureInfo.InvariantCulture, $"only B on {Numbers.Count(test.OnlySecondRight)}; p {p} ({how}): {verdict}\n");
        }

        return text.Append(Changed(comparison, width, style)).ToString();
    }

    // An interval without 0 stands out.
    private static string Metrics(RunComparison comparison, Style style)
    {
        var table = new TextTable("lrrrrr").Row(
            new("metric", style.Bold), new("A", style.Bold), new("B", style.Bold),
            new("B − A", style.Bold), new("low", style.Bold), new("high", style.Bold));
        foreach (var (name, value) in comparison.Metrics)
        {
            if (name is "f1_weighted") continue;            // f1 is the same
            Func<string, string>? stand = value.Low > 0 || value.High < 0 ? style.Bold : null;
            table.Row(
                name, Numbers.Metric(value.A), Numbers.Metric(value.B),
                new(Signed(value.Difference), stand), new(Signed(value.Low), stand), new(Signed(value.High), stand));
        }

        return table.Render();
    }

    private static string Changed(RunComparison comparison, int width, Style style)
    {
        string head = $"\n{style.Bold("Changed")}: {Numbers.Counted(comparison.Changed.Count, "row")}\n";
        if (comparison.Changed.Count == 0) return head;
        var table = new TextTable("lllll").Row(
            new("label", style.Bold), new("A", style.Bold), new("B", style.Bold), new("where", style.Bold), new("text", style.Bold));
        string name(Label label) => LabelCells.Show(label, comparison.Labels);
        var shown = comparison.Changed.Take(MostChanged)
            .Select(change => (
                Label: name(change.Row.Label), A: name(change.A), B: name(change.B), Place: PlaceCells.Show(change.Row.Source),
                IsA: change.A == change.Row.Label, IsB: change.B == change.Row.Label, change.Row.Text))
            .ToList();
        IEnumerable<string>[] columns =
            [shown.Select(row => row.Label), shown.Select(row => row.A), shown.Select(row => row.B), shown.Select(row => row.Place)];
        int used = 10 + columns.Sum(column => column.Max(DisplayWidth.Measure));
        int room = Math.Max(NarrowestText, width - Math.Max(used, 24));
        foreach (var (label, a, b, place, isA, isB, rowText) in shown)
        {
            table.Row(
                label, new(a, isA ? style.Green : style.Red), new(b, isB ? style.Green : style.Red),
                new(place, style.Dim), DisplayWidth.Cut(PlainText.Clean(rowText), room));
        }

        int left = comparison.Changed.Count - MostChanged;
        string more = left > 0 ? $"  … and {Numbers.Count(left)} more; --json gives all.\n" : "";
        return head + table.Render() + more;
    }

    private static string Signed(double value) =>
        double.IsFinite(value) ? value.ToString("+0.0000;-0.0000;0.0000", CultureInfo.InvariantCulture) : "–";
}
