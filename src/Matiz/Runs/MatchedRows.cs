using Matiz.Data;
using Matiz.Training;

namespace Matiz.Runs;

/// <summary>The rows of one split that two runs have in common: the same file, line and text, and the same label.</summary>
internal sealed class MatchedRows
{
    /// <summary>Both predictions of each common row, in the order of the first run, in its label order.</summary>
    public List<(PredictionRecord A, PredictionRecord B)> Pairs { get; } = [];

    public int OnlyInA { get; private set; }

    public int OnlyInB { get; private set; }

    public int Relabelled { get; private set; }

    /// <summary>Matches the rows of two runs.</summary>
    /// <param name="a">The first run.</param>
    /// <param name="b">The second.</param>
    /// <param name="rowsOfA">The predicted rows of a split of the first.</param>
    /// <param name="rowsOfB">Those of the second.</param>
    public static MatchedRows Match(
        RunRecord a, RunRecord b, IReadOnlyList<PredictionRecord> rowsOfA, IReadOnlyList<PredictionRecord> rowsOfB)
    {
        var matched = new MatchedRows();
        var aliases = Aliases(a, b);
        int[]? order = a.Labels is null ? null : [.. a.Labels.Names.Select(name => b.Labels!.IndexOf(name))];

        // A file that was read twice has every row twice: each meets one of the other run.
        var others = new Dictionary<(string, int, string, string?), Queue<PredictionRecord>>();
        foreach (var row in rowsOfB)
        {
            var key = KeyOf(row, aliases);
            if (!others.TryGetValue(key, out var same)) others.Add(key, same = new Queue<PredictionRecord>());
            same.Enqueue(order is null ? row : Reordered(row, order));
        }

        foreach (var row in rowsOfA)
        {
            if (!others.TryGetValue(KeyOf(row, aliases: null), out var same) || !same.TryDequeue(out var other))
            {
                matched.OnlyInA++;
                continue;
            }

            if (row.Label != other.Label) matched.Relabelled++;
            else if (row.Label.Kind != LabelKind.None) matched.Pairs.Add((row, other));
        }

        matched.OnlyInB = others.Values.Sum(static left => left.Count);
        return matched;
    }

    /// <summary>What to say when there is nothing to compare.</summary>
    public TrainingException NothingInCommon(RunRecord a, RunRecord b)
    {
        string found = Relabelled > 0
            ? $"all {Relabelled} common rows have other labels"
            : $"the runs were measured on other rows: {Files(a)} in {a.Path}, {Files(b)} in {b.Path} "
                + $"({OnlyInA} and {OnlyInB} rows, none of them the same file, line and text)";
        return new TrainingException(
            $"{found}. Runs measured on the same rows were expected. Train or measure both with the same DatasetFiles.Test.");
    }

    private static string Files(RunRecord run) =>
        string.Join(
            ", ",
            run.Dataset.Files.Where(file => file.Split is not "train").Select(file => file.Path).Distinct(StringComparer.Ordinal)
                .DefaultIfEmpty("rows split off from the training file"));

    private static (string, int, string, string?) KeyOf(PredictionRecord row, Dictionary<string, string>? aliases)
    {
        string file = Full(row.Source.File);
        return (aliases is not null && aliases.TryGetValue(file, out string? same) ? same : file, row.Source.Line, row.Text, row.TextPair);
    }

    // A file that was named in another way, or moved, is known by its bytes.
    private static Dictionary<string, string> Aliases(RunRecord a, RunRecord b)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in a.Dataset.Files) known.TryAdd(file.Sha256, Full(file.Path));
        var aliases = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in b.Dataset.Files)
        {
            if (known.TryGetValue(file.Sha256, out string? same)) aliases.TryAdd(Full(file.Path), same);
        }

        return aliases;
    }

    private static string Full(string file) => file.Length == 0 ? file : Path.GetFullPath(file);

    // order: for each label of the first run its place in the second.
    private static PredictionRecord Reordered(PredictionRecord row, int[] order)
    {
        bool isSame = true;
        for (int i = 0; i < order.Length; i++) isSame &= order[i] == i;
        if (isSame) return row;
        return row with
        {
            Label = Renamed(row.Label, order),
            Predicted = Renamed(row.Predicted, order),
            Scores = [.. order.Select(place => row.Scores[place])],
            Logits = [.. row.Logits.Chunk(order.Length).SelectMany(unit => order.Select(place => unit[place]))],
        };
    }

    private static Label Renamed(Label label, int[] order) => label.Kind switch
    {
        LabelKind.Index => Label.OfIndex(Array.IndexOf(order, label.Index)),
        LabelKind.Indices => Label.OfIndices(label.Indices.ToArray().Select(index => Array.IndexOf(order, index))),
        _ => label,
    };
}
