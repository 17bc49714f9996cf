using Matiz.Data;
using Matiz.Defaults;
using Matiz.Files;
using Matiz.Formats;
using Matiz.Models;
using Matiz.Tensors;
using Matiz.Weights;
using Matiz.Workflows.Conversion;
using Matiz.Cli.Benchmarks;

namespace Matiz.Peers;

/// <summary>A classifier in a folder of its own, with the graphs that the conversion makes of it.</summary>
internal sealed class PeerModel
{
    private static readonly string[] LabelNames = ["anger", "fear", "joy", "love", "sadness", "surprise"];

    private readonly string _place;

    private PeerModel(string title, string place) => (Title, _place) = (title, place);

    /// <summary>What it is called in tables.</summary>
    public string Title { get; }

    /// <summary>The model's folder.</summary>
    public string Folder => Path.Combine(_place, "model");

    /// <summary>The graph in singles.</summary>
    public string Graph => Path.Combine(_place, "fp32", "model.onnx");

    /// <summary>The graph in 8-bit integers.</summary>
    public string QuantizedGraph => Path.Combine(_place, "int8", "model.onnx");

    /// <summary>Makes folder and graphs; the head is new, drawn with seed 0.</summary>
    /// <param name="name"><c>minilm</c>, the built-in encoder, or <c>distilbert</c>, of random weights.</param>
    /// <param name="place">An empty folder.</param>
    public static PeerModel Make(string name, string place)
    {
        var (title, files) = name switch
        {
            "minilm" => (
                "MiniLM, 6 × 384", ModelFiles.FromStreams(EmbeddedEncoder.Name, EmbeddedEncoder.FileNames, EmbeddedEncoder.Open)),
            "distilbert" => ("DistilBERT, 6 × 768, random weights", RandomDistilBert.Files()),
            _ => throw new ArgumentException($"the model '{name}' is not known, expected minilm or distilbert. Name one of them."),
        };
        var model = new PeerModel(title, place);
        using var device = Device.Open();
        var classifier = AutoModelForSequenceClassification.FromPretrained(files, new ClassLabel(LabelNames), device: device);
        classifier.Save(model.Folder);
        foreach (var parameter in classifier.Parameters) parameter.Dispose();
        var onnx = WeightFormat.All.Single(format => format.Name == "onnx");
        ModelConversion.Run(model.Folder, onnx, Path.GetDirectoryName(model.Graph)!);
        ModelConversion.Run(
            model.Folder, onnx, Path.GetDirectoryName(model.QuantizedGraph)!, new ConversionOptions { DType = ArrayDType.Int8 });
        return model;
    }

    /// <summary>Where a graph is written as ONNX Runtime has fused it.</summary>
    public string Fused(string graph) => Path.Combine(_place, Path.GetFileName(Path.GetDirectoryName(graph)!) + "-fused.onnx");
}
