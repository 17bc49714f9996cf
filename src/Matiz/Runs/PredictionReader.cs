using System.Text.Json;
using Matiz.Data;
using Matiz.Data.Utf8;
using Matiz.Tasks;
using Matiz.Training;

namespace Matiz.Runs;

/// <summary>Reads <c>predictions.jsonl</c> as a stream, one row in memory at a time; every key is checked.</summary>
/// <param name="path">The file.</param>
/// <param name="labels">The run's classes; null for regression.</param>
/// <param name="problemType">The run's problem type.</param>
/// <param name="hint">What a message ends with: which versions are at work.</param>
internal sealed class PredictionReader(string path, ClassLabel? labels, ProblemType problemType, string hint)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public IEnumerable<PredictionRecord> Read()
    {
        using var text = new Utf8CheckedStream(path);
        var lines = new LineReader(text, path);
        while (lines.TryRead(out var line)) yield return Parse(line, lines.Line);
    }

    private PredictionRecord Parse(ReadOnlyMemory<byte> json, int line)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, Strict);
        }
        catch (JsonException exception)
        {
            throw new TrainingException(
                $"{path}:{line}: this is not valid JSON (at byte {(exception.BytePositionInLine ?? 0) + 1}). "
                + $"One whole object a line was expected; the file may be cut short. {hint}",
                exception);
        }
        catch (InvalidOperationException exception)
        {
            throw NoUnicode(line, exception);
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw Fault(line, "the line is no object", "One object a line was expected");
            try
            {
                return new Fields(this, document.RootElement, line).Record();
            }
            catch (InvalidOperationException exception)
            {
                throw NoUnicode(line, exception);
            }
        }
    }

    // Half a surrogate pair shows only where a name or a text is read.
    private TrainingException NoUnicode(int line, InvalidOperationException exception) =>
        new(
            $"{path}:{line}: the line holds text that is no Unicode ({exception.Message.TrimEnd('.')}). Text was expected. {hint}",
            exception);

    private TrainingException Fault(int line, string found, string expected) => new($"{path}:{line}: {found}. {expected}. {hint}");

    /// <summary>The keys of one line.</summary>
    private readonly struct Fields(PredictionReader reader, JsonElement row, int line)
    {
        private const int MostShown = 60;

        public PredictionRecord Record()
        {
            foreach (var property in row.EnumerateObject())
            {
                if (PredictionLines.Keys.Contains(property.Name, StringComparer.Ordinal)) continue;
                throw reader.Fault(
                    line, $"the key '{property.Name}' is unknown", $"The keys {string.Join(", ", PredictionLines.Keys)} were expected");
            }

            float[] logits = [.. Array("logits").Select(Number)];
            return new PredictionRecord
            {
                Source = new RowSource(Text("split"), TextOrNull("file") ?? "", Integer("line")),
                Id = TextOrNull("id"),
                Text = Text("text"),
                TextPair = TextOrNull("text_pair"),
                Label = LabelOf("label"),
                Predicted = LabelOf("predicted"),
                Loss = Value("loss") is { ValueKind: not JsonValueKind.Null } loss ? Number("loss", loss) : null,
                Scores = ScoresOf(logits),
                Logits = logits,
                TokenCount = Integer("token_count"),
                DroppedTokens = Integer("dropped_tokens"),
            };
        }

        private JsonElement Value(string key) =>
            row.TryGetProperty(key, out var value)
                ? value
                : throw reader.Fault(line, $"there is no key '{key}'", "Every row has one");

        private string Text(string key) => TextOrNull(key) ?? throw Unfit(key, Value(key), "a text");

        private string? TextOrNull(string key)
        {
            var value = Value(key);
            if (value.ValueKind == JsonValueKind.Null) return null;
            if (value.ValueKind != JsonValueKind.String) throw Unfit(key, value, "a text");
            try
            {
                return value.GetString();
            }
            catch (InvalidOperationException)
            {
                throw Unfit(key, value, "a text without halves of characters");
            }
        }

        private int Integer(string key) =>
            Value(key) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out int number) && number >= 0
                ? number
                : throw Unfit(key, Value(key), "a whole number");

        private float Number(string key, JsonElement value) =>
            value.ValueKind == JsonValueKind.Number && value.TryGetSingle(out float number) && float.IsFinite(number)
                ? number
                : throw Unfit(key, value, "a number");

        private float Number(JsonElement value) => Number("logits", value);

        private IEnumerable<JsonElement> Array(string key) =>
            Value(key) is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : throw Unfit(key, Value(key), "a list");

        private Label LabelOf(string key)
        {
            var value = Value(key);
            if (value.ValueKind == JsonValueKind.Null) return Label.None;
            switch (reader.ProblemType.LabelKind)
            {
                case LabelKind.Index:
                    return Label.OfIndex(IndexOf(key, value));
                case LabelKind.Indices:
                    var indices = new List<int>();
                    foreach (var name in Array(key)) indices.Add(IndexOf(key, name));
                    return Label.OfIndices(indices);
                default:
                    return Label.OfValue(Number(key, value));
            }
        }

        private int IndexOf(string key, JsonElement name) =>
            name.ValueKind == JsonValueKind.String && reader.Labels!.TryIndexOf(name.GetString()!, out int index)
                ? index
                : throw Unfit(key, name, $"one of {reader.Labels!.Listed()}");

        private float[] ScoresOf(float[] logits)
        {
            var value = Value("scores");
            if (reader.ProblemType.LabelKind == LabelKind.Value)
                return value.ValueKind == JsonValueKind.Null ? logits : throw Unfit("scores", value, "null, as for every regression");
            var names = reader.Labels!.Names;
            if (value.ValueKind != JsonValueKind.Object) throw Unfit("scores", value, "an object with a number for each label");
            var scores = new float[names.Count];
            int count = 0;
            foreach (var score in value.EnumerateObject())
            {
                if (count == names.Count || !string.Equals(score.Name, names[count], StringComparison.Ordinal))
                    throw Unfit("scores", value, $"the labels {reader.Labels.Listed()} in this order");
                scores[count++] = Number("scores", score.Value);
            }

            int units = TextTask.For(reader.ProblemType).UnitsOf(Integer("token_count"));
            return count == names.Count && logits.Length == names.Count * units
                ? scores
                : throw Unfit("scores", value, $"{names.Count} scores and as many logits");
        }

        private TrainingException Unfit(string key, JsonElement found, string expected)
        {
            string text = found.GetRawText();
            if (text.Length > MostShown) text = text[..MostShown] + "…";
            return reader.Fault(line, $"'{key}' is {text}", $"Expected {expected}");
        }
    }

    private ClassLabel? Labels => labels;

    private ProblemType ProblemType => problemType;
}
