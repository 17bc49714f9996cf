using System.Text.Json.Nodes;
using Matiz.Files;
using Matiz.Models;
using Matiz.Tensors;
using Matiz.Testing;
using Matiz.Workflows.Quantization;

namespace Matiz.Tests.Models;

/// <summary>Folders of 8-bit weights, made of the tiny classifiers.</summary>
internal static class QuantizedFolders
{
    /// <summary>The checkpoint of BERT that they are made of unless another is named.</summary>
    public static string Source => SharedFiles.Golden("tiny/bert/sequence-classification");

    /// <summary>Two rows.</summary>
    public static TokenBatch Batch => new([2, 5, 6, 7, 3, 2, 9, 3], [0, 5, 8]);

    /// <summary>Writes all layers but some in 8-bit integers.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="withTable">Whether the table of words is quantized as well.</param>
    /// <param name="kept">Layers that stay in floating point.</param>
    public static SequenceClassificationModel Write(string folder, bool withTable, params string[] kept) =>
        Write(Source, folder, withTable, kept);

    /// <summary>The same of another checkpoint.</summary>
    /// <param name="source">The checkpoint.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="withTable">Whether the table of words is quantized as well.</param>
    /// <param name="kept">Layers that stay in floating point.</param>
    public static SequenceClassificationModel Write(string source, string folder, bool withTable, string[] kept)
    {
        var model = AutoModelForSequenceClassification.FromPretrained(
            ModelFiles.InFolder(source), device: Device.Default.WithPrecision(Precision.Int8));
        var layers = new QuantizedLayers(model, withTable);
        layers.Quantize(layers.All.Where(layer => !layer.Names.Any(kept.Contains)).ToHashSet());
        layers.Fix();
        model.Save(folder);
        return model;
    }

    /// <summary>The logits of <see cref="Batch"/>.</summary>
    public static float[] Logits(SequenceClassificationModel model)
    {
        using var tape = model.Device.NewTape(training: false);
        return model.Forward(tape, Batch).ToArray();
    }

    /// <summary>The logits of <see cref="Batch"/> in fp32.</summary>
    public static float[] SingleLogits(string folder) => Logits(AutoModelForSequenceClassification.FromPretrained(
        ModelFiles.InFolder(folder), device: Device.Default.WithPrecision(Precision.Float32)));

    /// <summary>What config.json says of the weights.</summary>
    public static JsonNode? SchemeOf(string folder) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "config.json")))!["quantization_config"];
}
