using Matiz.Inference;
using Matiz.Models;
using Matiz.Tensors;

namespace Matiz.Tests.Workflows.Quantization;

/// <summary>
/// A tiny BERT whose layers suffer from 8 bits, and from nothing else. What reads column 0 of a layer's input finds a 0 there for every
/// text, so that the weights of that column count for nothing in floating point; they are so large that in 8 bits all others become 0.
/// </summary>
internal sealed class SufferingModel
{
    private const float Large = 1e6f;
    private const int LayerCount = 2;

    private readonly SequenceClassificationModel _model;

    /// <summary>Opens a folder.</summary>
    public SufferingModel(string folder) =>
        _model = AutoModelForSequenceClassification.FromPretrained(folder, device: Device.Default.WithPrecision(Precision.Float32));

    /// <summary>Every layer that can suffer, but for the head.</summary>
    public static IEnumerable<string> Encoder => Enumerable.Range(0, LayerCount).SelectMany(layer => (string[])
    [
        $"{Layer(layer)}.attention.self.query", $"{Layer(layer)}.attention.self.key", $"{Layer(layer)}.attention.self.value",
        $"{Layer(layer)}.attention.output.dense", $"{Layer(layer)}.intermediate.dense", $"{Layer(layer)}.output.dense",
    ]);

    /// <summary>Makes layers suffer.</summary>
    public SufferingModel Spoil(params IEnumerable<string> layers)
    {
        string[] all = [.. layers];
        foreach (string layer in all) Silence(BeforeOf(layer));
        foreach (string layer in all)
        {
            Change(layer + ".weight", values =>
            {
                int columns = values.Length / Find(layer + ".weight").Shape[0];
                for (int i = 0; i < values.Length; i += columns) values[i] = Large;
            });
        }

        return this;
    }

    /// <summary>Moves the logits so that they tell texts apart: their means become 0.</summary>
    public SufferingModel Balance(IReadOnlyList<string> texts)
    {
        var logits = Logits(texts);
        Change("classifier.bias", bias =>
        {
            for (int i = 0; i < bias.Length; i++) bias[i] -= logits.Average(row => row[i]);
        });
        return this;
    }

    /// <summary>The texts with their answers in floating point, the clearest first.</summary>
    public IReadOnlyList<(string Text, string Label)> Answers(IReadOnlyList<string> texts) =>
    [
        .. texts.Zip(Logits(texts))
            .OrderByDescending(pair => pair.Second.Max() - pair.Second.Order().ElementAt(pair.Second.Length - 2))
            .Select(pair => (pair.First, LabelOf(pair.Second))),
    ];

    /// <summary>What a head answers of which nothing is left but its bias.</summary>
    public string AnswerOfTheBias() => LabelOf(Find("classifier.bias").Value.ToArray());

    /// <summary>Writes the model folder.</summary>
    public SufferingModel Save(string folder)
    {
        _model.Save(folder);
        return this;
    }

    private static string Layer(int layer) => $"bert.encoder.layer.{layer}";

    // What gives a layer its input.
    private static string BeforeOf(string layer)
    {
        if (layer is "classifier") return "bert.pooler.dense";
        if (layer is "bert.pooler.dense") return $"{Layer(LayerCount - 1)}.output.LayerNorm";
        int number = layer[Layer(0).Length - 1] - '0';
        string part = layer[(Layer(0).Length + 1)..];
        return part switch
        {
            "attention.output.dense" => $"{Layer(number)}.attention.self.value",
            "intermediate.dense" => $"{Layer(number)}.attention.output.LayerNorm",
            "output.dense" => $"{Layer(number)}.intermediate.dense",
            _ => number == 0 ? "bert.embeddings.LayerNorm" : $"{Layer(number - 1)}.output.LayerNorm",
        };
    }

    // Makes output 0 of a layer, or of a normalization, 0.
    private void Silence(string layer)
    {
        Change(layer + ".bias", bias => bias[0] = 0);
        var shape = Find(layer + ".weight").Shape;
        Change(layer + ".weight", weight => Array.Clear(weight, 0, shape.Count == 1 ? 1 : shape[1]));
    }

    private IReadOnlyList<float[]> Logits(IReadOnlyList<string> texts) =>
        [.. new TextClassifier(_model).Classify(texts).Select(answer => answer.Logits.ToArray())];

    private string LabelOf(float[] logits) => _model.Labels.NameOf(Array.IndexOf(logits, logits.Max()));

    private Parameter Find(string name) => _model.Parameters.Single(parameter => parameter.Name == name);

    private void Change(string name, Action<float[]> change)
    {
        var parameter = Find(name);
        float[] values = parameter.Value.ToArray();
        change(values);
        parameter.CopyFrom(values);
    }
}
