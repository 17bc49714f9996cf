using System.IO.Compression;
using Matiz.Data.Labels;

namespace Matiz.Data.Corrections;

/// <summary>A change that was made to a row.</summary>
/// <param name="Review">What was asked for.</param>
/// <param name="Row">The row as the file had it.</param>
/// <param name="NewLabel">The label that it got; null: it was taken out.</param>
public sealed record AppliedCorrection(ReviewRow Review, Row Row, Label? NewLabel);

/// <summary>
/// The corrections of one file of rows: checked row by row against the file, then applied to its bytes. What is not corrected stays byte
/// for byte: other columns, quotes, line ends, blank lines.
/// </summary>
public sealed class DataCorrection
{
    private readonly DataFile _file;
    private readonly ClassLabel? _labels;
    private readonly LabelReader _reader;
    private readonly string _separator;
    private readonly LabelReading? _told;
    private readonly byte[] _packed;
    private readonly List<string> _problems = [];
    private readonly List<RawRow> _raw = [];
    private readonly List<Label> _rowLabels = [];
    private readonly SortedDictionary<int, (ReviewRow Review, Label? NewLabel)> _changes = [];      // by the row's place

    private LabelReading _reading;
    private string _labelColumn = "";                                // as the header of these bytes spells it

    private DataCorrection(DataFile file, byte[] packed, ClassLabel? labels, LabelReader reader, string separator, LabelReading? told) =>
        (_file, _packed, _labels, _reader, _separator, _told) = (file, packed, labels, reader, separator, told);

    /// <summary>What keeps the corrections from being applied, one line each; empty: nothing does.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>How many rows the file has.</summary>
    public int Rows => _raw.Count;

    /// <summary>How many rows will get another label.</summary>
    public int Relabelled => _changes.Values.Count(change => change.NewLabel is not null);

    /// <summary>How many rows will be taken out.</summary>
    public int Removed => _changes.Values.Count(change => change.NewLabel is null);

    /// <summary>Checks a review against the file that its rows came from.</summary>
    /// <param name="reviewPath">The review's name, for messages.</param>
    /// <param name="review">Its rows, all of <paramref name="file"/>.</param>
    /// <param name="file">The file: path, format and columns, as a run recorded them.</param>
    /// <param name="bytes">Its bytes as they lie there (compressed, where they are).</param>
    /// <param name="labels">The classes; null for numbers.</param>
    /// <param name="reader">What understood the labels.</param>
    /// <param name="separator">What divides several labels in one text.</param>
    /// <param name="reading">What numbers mean, where a run recorded it; by default the labels decide, and names come first.</param>
    /// <exception cref="DataException">The file is broken, or has no label column.</exception>
    public static DataCorrection Plan(
        string reviewPath, IEnumerable<ReviewRow> review, DataFile file, byte[] bytes,
        ClassLabel? labels, LabelReader reader, string separator = ",", LabelReading? reading = null)
    {
        ArgumentNullException.ThrowIfNull(review);
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(bytes);
        ArgumentNullException.ThrowIfNull(reader);
        if (file.Columns?.LabelColumns is not null)
        {
            throw new DataException(
                file.Path, 0,
                "its labels lie in several columns. A file with one column of labels was expected. "
                + "Correct it in the program that wrote it.");
        }

        if (file.Columns?.Label is null || file.Format == RowFormats.Text)
        {
            throw new DataException(
                file.Path, 0,
                "its rows have no labels. A file with a column of labels was expected. "
                + "There is nothing to correct.");
        }

        if (file.Format.Layout is null)
        {
            string known = RowFormats.Listed([.. RowFormats.All.Where(format => format.Layout is not null).Select(format => format.Name)]);
            throw new DataException(
                file.Path, 0,
                $"rows in the format '{file.Format}' cannot be corrected in their place. A file in {known} was expected. "
                + "Correct them in the program that wrote them.");
        }

        var correction = new DataCorrection(file, bytes, labels, reader, separator, reading);
        correction.ReadRows();
        correction.Check(reviewPath, review);
        return correction;
    }

    /// <summary>The corrected bytes, compressed where <paramref name="compress"/> asks for it.</summary>
    /// <param name="compress">Whether to give gzip.</param>
    /// <param name="applied">What was done, in the order of the file.</param>
    /// <exception cref="InvalidOperationException">There are <see cref="Problems"/>.</exception>
    public byte[] Apply(bool compress, out IReadOnlyList<AppliedCorrection> applied)
    {
        if (_problems.Count > 0) throw new InvalidOperationException($"there are {_problems.Count} problems; look at them first.");
        byte[] corrected = Corrected(Unpacked());
        Verify(corrected);
        applied = [.. _changes.Select(change => new AppliedCorrection(change.Value.Review, RowAt(change.Key), change.Value.NewLabel))];
        return compress ? Compressed(corrected) : corrected;
    }

    private DataOptions Options => new()
    {
        TextColumn = _file.Columns!.Text,
        TextPairColumn = _file.Columns.TextPair,
        LabelColumn = _file.Columns.Label,
        IdColumn = _file.Columns.Id,
        LabelSeparator = _separator,
    };

    private Row RowAt(int index) => new(_raw[index].Text)
    {
        TextPair = _raw[index].TextPair,
        Id = _raw[index].Id,
        Label = _rowLabels[index],
        Source = new RowSource(_file.Split, _file.Path, _raw[index].Line),
    };

    private void ReadRows()
    {
        var rows = FileOf(_packed, _file.Path);
        var decision = LabelDecision.Between(_reader, _labels, LabelOrigin.Model, Options with { LabelReading = _told });
        foreach (var raw in rows.Read())
        {
            _raw.Add(raw);
            _ = decision.TryRead(raw.Label, PlaceOf(raw, rows.Name), out _);
        }

        // What the labels leave open was trained as names.
        _reading = decision.Reading;
        _rowLabels.AddRange(Understood(_raw, rows.Name));

        _labelColumn = rows.Result!.Columns?.Label ?? _file.Columns!.Label!;
    }

    private RowFile FileOf(byte[] bytes, string name) =>
        new(DataSource.FromStream(new MemoryStream(bytes), name, _file.Format), _file.Split, Options, LabelUse.Require);

    private IEnumerable<Label> Understood(IEnumerable<RawRow> rows, string name)
    {
        var decision = LabelDecision.Between(_reader, _labels, LabelOrigin.Model, Options with { LabelReading = _reading });
        return rows.Select(raw => decision.Read(raw.Label, PlaceOf(raw, name)));
    }

    private RowSource PlaceOf(RawRow raw, string name) => new(_file.Split, name, raw.Line);

    private void Check(string reviewPath, IEnumerable<ReviewRow> review)
    {
        var places = Enumerable.Range(0, _raw.Count).ToLookup(i => _raw[i].Line);
        var seen = new Dictionary<int, int>();
        foreach (var row in review)
        {
            string at = $"{reviewPath}:{row.ReviewLine}: ";
            int[] begun = [.. places[row.Source.Line]];
            if (begun.Length == 0)
            {
                _problems.Add($"{at}no row begins at {row.Source}.");
                continue;
            }

            if (PlaceOf(row, begun, seen) is not { } place)
            {
                _problems.Add($"{at}none of the {begun.Length} rows at {row.Source} has the text '{Shorten(row.Text)}'.");
                continue;
            }

            if (!seen.TryAdd(place, row.ReviewLine))
                _problems.Add($"{at}the row {row.Source} stands in line {seen[place]} of the review as well.");
            if (!SameText(_raw[place].Text, row.Text))
            {
                int part = Difference(_raw[place].Text, row.Text);
                _problems.Add(
                    $"{at}the text at {row.Source} is '{Shorten(_raw[place].Text, part)}', the review has '{Shorten(row.Text, part)}'.");
            }

            CheckLabel(at, row, place);
            CheckAction(at, row, place);
        }
    }

    // A JSON array may have all its rows on one line: there the text tells them apart, then id and label; of equal rows each is as good.
    private int? PlaceOf(ReviewRow row, int[] begun, Dictionary<int, int> seen)
    {
        if (begun.Length == 1) return begun[0];
        var same = begun.Where(place => SameText(_raw[place].Text, row.Text)).ToList();
        if (same.Count == 0) return null;
        return same
            .OrderBy(place => string.Equals(_raw[place].Id ?? "", row.Id ?? "", StringComparison.Ordinal) ? 0 : 1)
            .ThenBy(place => HasLabel(place, row.Label) ? 0 : 1)
            .ThenBy(place => seen.ContainsKey(place) ? 1 : 0)
            .First();
    }

    private bool HasLabel(int place, string text) =>
        LabelText.TryParse(text, _labels, _reader.Kind, _separator, out var label) && label == _rowLabels[place];

    private void CheckLabel(string at, ReviewRow row, int place)
    {
        if (HasLabel(place, row.Label)) return;
        _problems.Add(
            $"{at}the label at {row.Source} is '{LabelText.Format(_rowLabels[place], _labels)}', the review has '{Shorten(row.Label)}'.");
    }

    private void CheckAction(string at, ReviewRow row, int place)
    {
        switch (row.Action.Trim())
        {
            case "":
                return;
            case ReviewFile.Remove:
                _changes[place] = (row, null);
                return;
            case ReviewFile.Relabel when row.NewLabel.Trim().Length == 0:
                string none = _reader.Kind == LabelKind.Indices ? " Write [] for no label at all." : "";
                _problems.Add($"{at}the action is {ReviewFile.Relabel}, but 'new_label' is empty.{none}");
                return;
            case ReviewFile.Relabel when LabelText.TryParse(row.NewLabel, _labels, _reader.Kind, _separator, out var label):
                _changes[place] = (row, label);
                return;
            case ReviewFile.Relabel:
                string known = _labels is null ? "a finite number" : _labels.Listed();
                _problems.Add($"{at}the new label '{Shorten(row.NewLabel)}' is unknown; expected {known}.");
                return;
            default:
                _problems.Add($"{at}the action is '{Shorten(row.Action)}'; expected nothing, {ReviewFile.Relabel} or {ReviewFile.Remove}.");
                return;
        }
    }

    private byte[] Unpacked()
    {
        if (!DataSource.IsGZip(_file.Path)) return _packed;
        using var unpacked = new MemoryStream();
        using (var gzip = new Utf8.GZipReader(new MemoryStream(_packed))) gzip.CopyTo(unpacked);
        return unpacked.ToArray();
    }

    private byte[] Corrected(byte[] bytes)
    {
        var layout = _file.Format.Layout!;
        var rows = layout.RowsOf(bytes, _labelColumn);
        if (!rows.Select(row => row.Line).SequenceEqual(_raw.Select(row => row.Line)))
            throw new InvalidOperationException($"{_file.Path}: the rows that were read are not those that were found in the bytes.");
        var spelling = new LabelSpelling(_labels, layout, _separator, _reading);
        var result = new MemoryStream(bytes.Length);
        int copied = 0;                                             // bytes before are in the result, or left out
        for (int i = 0; i < rows.Count; i++)
        {
            if (!_changes.TryGetValue(i, out var change)) continue;
            if (change.NewLabel is not { } label)
            {
                var (from, to) = layout.ExtentOf(rows, i, IsTaken);
                if (from > copied) result.Write(bytes.AsSpan(copied..from));
                copied = Math.Max(copied, to);
                continue;
            }

            result.Write(bytes.AsSpan(copied..rows[i].LabelStart));
            result.Write(spelling.Write(label, _raw[i].Label, bytes.AsSpan(rows[i].LabelStart..rows[i].LabelEnd)));
            copied = rows[i].LabelEnd;
        }

        result.Write(bytes.AsSpan(copied));
        return result.ToArray();
    }

    private bool IsTaken(int index) => _changes.TryGetValue(index, out var change) && change.NewLabel is null;

    // The result is read again: every row must be the one before, or the corrected one.
    private void Verify(byte[] corrected)
    {
        string name = DataSource.IsGZip(_file.Path) ? _file.Path[..^3] : _file.Path;
        var expected = new List<(string Text, string? Pair, string? Id, Label Label)>();
        for (int i = 0; i < _raw.Count; i++)
        {
            bool isChanged = _changes.TryGetValue(i, out var change);
            if (isChanged && change.NewLabel is null) continue;
            expected.Add((_raw[i].Text, _raw[i].TextPair, _raw[i].Id, isChanged ? change.NewLabel!.Value : _rowLabels[i]));
        }

        List<RawRow> rows = expected.Count == 0 ? [] : [.. FileOf(corrected, name).Read()];
        var found = rows.Zip(Understood(rows, name), (row, label) => (row.Text, row.TextPair, row.Id, label)).ToList();
        if (!found.SequenceEqual(expected))
            throw new InvalidOperationException($"{_file.Path}: the corrected file would not read as it should; nothing was written.");
    }

    private static byte[] Compressed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(bytes);
        return packed.ToArray();
    }

    // Spreadsheets write line ends inside a cell in their own way.
    private static bool SameText(string one, string other) =>
        string.Equals(one, other, StringComparison.Ordinal)
        || string.Equals(one.ReplaceLineEndings("\n"), other.ReplaceLineEndings("\n"), StringComparison.Ordinal);

    // Where two texts part, so that a message can show it.
    private static int Difference(string one, string other)
    {
        int same = one.AsSpan().CommonPrefixLength(other);
        return same > 0 && char.IsHighSurrogate(one[same - 1]) ? same - 1 : same;
    }

    // At most 40 characters, those before the place that matters among them; no character is cut in two.
    private static string Shorten(string text, int place = 0)
    {
        const int Most = 40, Before = 20;
        string line = text.Replace('\r', ' ').Replace('\n', ' ');
        if (line.Length <= Most) return line;
        int from = Math.Clamp(place - Before, 0, line.Length - Most), to = from + Most;
        if (char.IsLowSurrogate(line[from])) from++;
        if (to < line.Length && char.IsLowSurrogate(line[to])) to--;
        return (from > 0 ? "…" : "") + line[from..to] + (to < line.Length ? "…" : "");
    }
}
