using System.Runtime.CompilerServices;
using System.Text.Json;
using Matiz.Data;
using Matiz.Formats;
using Matiz.Inference;
using Matiz.Runs;
using Matiz.Server.Models;
using Matiz.Training;

namespace Matiz.Server.Page;

/// <summary>
/// What a run's <c>predictions.jsonl</c> gives the page: a few rows of one split, and how often each label is taken for which.
/// </summary>
internal sealed class PageRows
{
    private const long MostBytes = 256_000_000;
    private const int MostExamples = 4, MostCharacters = 2000, MostLabels = 200;

    // A version never changes, and its rows neither: they are read once, by whoever asks first.
    private static readonly ConditionalWeakTable<ServedModel, Task<PageRows>> Read = [];

    private readonly string _split;
    private readonly IReadOnlyList<PredictionRecord> _right, _wrong;
    private readonly int[][]? _confusion;

    private PageRows(string split, IReadOnlyList<PredictionRecord> right, IReadOnlyList<PredictionRecord> wrong, int[][]? confusion) =>
        (_split, _right, _wrong, _confusion) = (split, right, wrong, confusion);

    /// <summary>The rows of a model; none where its folder has none, or where they are damaged.</summary>
    public static Task<PageRows> ReadAsync(ServedModel model, CancellationToken cancellationToken) =>
        Read.GetValue(model, static model => Task.Run(() => Load(model))).WaitAsync(cancellationToken);

    /// <summary>
    /// <c>split right[] wrong[] confusion</c>: rows of <c>text text_pair label predicted</c>, counts by true label, or null.
    /// </summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("split", _split);
        Write(json, "right", _right);
        Write(json, "wrong", _wrong);
        if (_confusion is null) json.WriteNull("confusion");
        else Write(json, _confusion);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<PredictionRecord> rows)
    {
        json.WriteStartArray(name);
        foreach (var row in rows)
        {
            json.WriteStartObject();
            json.WriteString("text", row.Text);
            json.WriteString("text_pair", row.TextPair);
            PageAnswer.Write(json, "label", row.Label);
            PageAnswer.Write(json, "predicted", row.Predicted);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, int[][] confusion)
    {
        json.WriteStartArray("confusion");
        foreach (int[] row in confusion)
        {
            json.WriteStartArray();
            foreach (int count in row) json.WriteNumberValue(count);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static PageRows Load(ServedModel model)
    {
        var nothing = new PageRows("validation", [], [], null);
        if (model.Classifier is not { } classifier || model.Files.LocalPathOf(RunFiles.Predictions) is not { } path) return nothing;
        var file = new FileInfo(path);
        if (!file.Exists || file.Attributes.HasFlag(FileAttributes.Device) || file.Length is 0 or > MostBytes) return nothing;
        var splits = new Dictionary<string, Selection>(StringComparer.Ordinal);
        try
        {
            var labels = classifier.Task.HasClasses ? classifier.Labels : null;
            foreach (var row in new PredictionReader(path, labels, classifier.ProblemType, "").Read())
            {
                if (row.Label.Kind == LabelKind.None || row.Loss is null) continue;
                if (!splits.TryGetValue(row.Source.Split, out var split))
                    splits.Add(row.Source.Split, split = new Selection(classifier));
                split.Add(row.Calibrated(classifier.Calibration, labels, classifier.ProblemType));
            }
        }
        catch (Exception exception) when (exception is MatizException or IOException or UnauthorizedAccessException)
        {
            return nothing;                                     // of another model, or damaged: no rows are better than wrong ones
        }

        string? name = Array.Find(["validation", "test"], splits.ContainsKey);
        return name is null ? nothing : splits[name].ToRows(name);
    }

    /// <summary>The rows of one split that are worth a look, as they come by.</summary>
    private sealed class Selection(TextClassifier classifier)
    {
        private readonly Dictionary<int, PredictionRecord> _surest = [];
        private readonly PriorityQueue<PredictionRecord, float> _worst = new();
        private readonly PriorityQueue<PredictionRecord, float> _nearest = new();
        private readonly int[][]? _confusion = classifier.Task.LabelKind == LabelKind.Index && classifier.Labels.Count <= MostLabels
            ? [.. Enumerable.Range(0, classifier.Labels.Count).Select(_ => new int[classifier.Labels.Count])]
            : null;

        public void Add(PredictionRecord row)
        {
            if (_confusion is not null) _confusion[row.Label.Index][row.Predicted.Index]++;
            if (row.Text.Length + (row.TextPair?.Length ?? 0) > MostCharacters) return;
            float loss = row.Loss!.Value;
            if (row.Label.Kind == LabelKind.Value)
            {
                Keep(_nearest, row, -loss);
                Keep(_worst, row, loss);
            }
            else if (row.IsWrong)
            {
                Keep(_worst, row, loss);
            }
            else if (FirstOf(row.Label) is var label && (!_surest.TryGetValue(label, out var surest) || loss < surest.Loss!.Value))
            {
                _surest[label] = row;                           // one of each label, so that not all examples are alike
            }
        }

        public PageRows ToRows(string split)
        {
            var right = classifier.Task.LabelKind == LabelKind.Value
                ? _nearest.UnorderedItems.OrderByDescending(item => item.Priority).Select(item => item.Element)
                : _surest.Values.OrderBy(row => row.Loss!.Value).Take(MostExamples);
            var wrong = _worst.UnorderedItems.OrderByDescending(item => item.Priority).Select(item => item.Element);
            return new PageRows(split, [.. right], [.. wrong], _confusion);
        }

        private static void Keep(PriorityQueue<PredictionRecord, float> rows, PredictionRecord row, float rank)
        {
            if (rows.Count < MostExamples) rows.Enqueue(row, rank);
            else rows.EnqueueDequeue(row, rank);
        }

        private static int FirstOf(Label label) =>
            label.Kind == LabelKind.Indices ? label.Indices is [var first, ..] ? first : -1 : label.Index;
    }
}
