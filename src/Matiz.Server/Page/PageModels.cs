using System.Text.Json;
using Matiz.Data;
using Matiz.Files;
using Matiz.Server.Models;
using Matiz.Training;

namespace Matiz.Server.Page;

/// <summary>The models as the page is told of them, and what a request may bring.</summary>
internal static class PageModels
{
    private const int MostInfoBytes = 16_000_000;

    /// <summary>
    /// <c>matiz limits{texts bytes} models[{name version task labels thresholds temperature min_score calibrated max_length pairs}]</c>;
    /// <c>task</c> is the problem type, or <c>embeddings</c>; <c>pairs</c> says whether a second text is <c>always</c> there, <c>may</c> be
    /// there, or <c>never</c>.
    /// </summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<ServedModel> models, MatizServerOptions options)
    {
        json.WriteStartObject();
        json.WriteString("matiz", Machine.Version);
        json.WriteStartObject("limits");
        json.WriteNumber("texts", options.MostBatch);
        json.WriteNumber("bytes", options.MostBodyBytes);
        json.WriteEndObject();
        json.WriteStartArray("models");
        foreach (var model in models) Write(json, model);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ServedModel model)
    {
        var classifier = model.Classifier;
        var calibration = classifier?.Calibration;
        bool hasSeveral = classifier?.Task.LabelKind == LabelKind.Indices;
        json.WriteStartObject();
        json.WriteString("name", model.Name);
        json.WriteString("version", model.Version);
        json.WriteString("task", classifier is null ? "embeddings" : classifier.ProblemType.Name);
        json.WriteStartArray("labels");
        foreach (string label in classifier is { Task.HasClasses: true } ? classifier.Labels.DistinctNames : [])
            json.WriteStringValue(label);
        json.WriteEndArray();
        if (hasSeveral)
        {
            json.WriteStartArray("thresholds");
            foreach (float threshold in calibration!.ThresholdsOf(classifier!.Labels)) json.WriteNumberValue(threshold);
            json.WriteEndArray();
        }
        else
        {
            json.WriteNull("thresholds");
        }

        json.WriteNumber("temperature", calibration?.Temperature ?? 1);
        if (calibration?.MinScore is { } least) json.WriteNumber("min_score", least);
        else json.WriteNull("min_score");
        json.WriteBoolean("calibrated", calibration is not null && calibration.Temperature != 1);
        json.WriteNumber("max_length", model.MaxLength);
        json.WriteString("pairs", PairsOf(model));
        json.WriteEndObject();
    }

    // What the run was trained on decides; of another model only its table of token types can say no.
    private static string PairsOf(ServedModel model)
    {
        if (model.Classifier is null) return "never";
        bool cannot = model.Encoder.TokenTypes is 0 or 1
            && model.Tokenizer.HasTypeIds
            && Array.Exists(model.Tokenizer.Encode("a", "a").TypeIds, type => type > 0);
        return cannot ? "never" : TrainedOnPairs(model.Files) switch { true => "always", false => "never", null => "may" };
    }

    // Null: it is not known.
    private static bool? TrainedOnPairs(ModelFiles files)
    {
        try
        {
            if (SmallFile.Read(files, RunFiles.DatasetInfo, MostInfoBytes) is not { } bytes) return null;
            using var document = JsonDocument.Parse(bytes);
            bool? found = null;
            foreach (var file in document.RootElement.GetProperty("files").EnumerateArray())
            {
                if (file.GetProperty("columns") is not { ValueKind: JsonValueKind.Object } columns) continue;
                bool hasPair = columns.TryGetProperty("text_pair", out var pair) && pair.ValueKind == JsonValueKind.String;
                found = found is true || hasPair;
            }

            return found;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }
}
