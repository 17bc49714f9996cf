using System.Text.Json;
using Matiz.Server.Models;
using Matiz.Tasks;

namespace Matiz.Server.Protocols.MatizV1;

/// <summary>What <c>/matiz/v1/models</c> says of a model.</summary>
internal static class ModelDescription
{
    /// <summary>Writes it.</summary>
    public static void Write(Utf8JsonWriter json, ServedModel model)
    {
        json.WriteStartObject();
        json.WriteString("name", model.Name);
        json.WriteString("version", model.Version);
        json.WriteString("kind", model.Classifier is null ? "embeddings" : "classifier");
        json.WriteString("architecture", model.Encoder.Config.ModelType);
        if (model.Classifier is { } classifier)
        {
            json.WriteString("problem_type", classifier.Task.Name.Name);
            json.WriteStartArray("labels");
            foreach (string label in classifier.Labels.Names) json.WriteStringValue(label);
            json.WriteEndArray();
            WriteCalibration(json, classifier.Calibration);
        }

        json.WriteNumber("dimensions", model.Embeddings.Dimensions);
        json.WriteNumber("max_length", model.MaxLength);
        json.WriteString("precision", model.Encoder.Device.Precision.Name);
        json.WriteString("computed", model.Encoder.Device.Computed.Name);
        json.WriteEndObject();
    }

    private static void WriteCalibration(Utf8JsonWriter json, ModelCalibration calibration)
    {
        if (calibration.ChangesNothing)
        {
            json.WriteNull("calibration");
            return;
        }

        json.WriteStartObject("calibration");
        json.WriteNumber("temperature", calibration.Temperature);
        if (calibration.MinScore is { } least) json.WriteNumber("min_score", least);
        else json.WriteNull("min_score");
        if (calibration.Thresholds is { } thresholds)
        {
            json.WriteStartObject("thresholds");
            foreach (var (label, threshold) in thresholds) json.WriteNumber(label, threshold);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("thresholds");
        }

        json.WriteEndObject();
    }
}
