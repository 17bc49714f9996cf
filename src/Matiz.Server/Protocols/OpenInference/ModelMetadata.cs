using System.Text.Json;
using Matiz.Server.Models;

namespace Matiz.Server.Protocols.OpenInference;

/// <summary>A tensor that a model takes or gives; a dimension of -1 is that of the texts.</summary>
internal sealed record TensorDescription(string Name, string DataType, params IReadOnlyList<long> Shape);

/// <summary>What a model takes and gives.</summary>
internal static class ModelMetadata
{
    /// <summary>The name of the second text of a pair, which is a second input.</summary>
    public const string Text = "text", TextPair = "text_pair";

    /// <summary>What a model gives is named for what it is.</summary>
    public const string Label = "label", Scores = "scores", Given = "given", Value = "value", Embedding = "embedding";

    private const string Platform = "matiz_safetensors";

    /// <summary>
    /// The outputs of a model, all of which are given where none is asked for: <c>label</c>, the likeliest, and <c>scores</c> in label
    /// order; of several labels a text also <c>given</c>, which of them the model gives; of a regression <c>value</c> and <c>scores</c>,
    /// its numbers; of a model that classifies nothing <c>embedding</c>.
    /// </summary>
    public static IReadOnlyList<TensorDescription> OutputsOf(ServedModel model)
    {
        if (model.Classifier is not { } classifier)
            return [new TensorDescription(Embedding, TensorTypes.Float, -1, model.Embeddings.Dimensions)];
        int labels = classifier.Labels.Count;
        var scores = new TensorDescription(Scores, TensorTypes.Float, -1, labels);
        return classifier.Task switch
        {
            { HasClasses: false } => [new TensorDescription(Value, TensorTypes.Float, -1), scores],
            { LabelKind: Data.LabelKind.Indices } => [
                new TensorDescription(Label, TensorTypes.Text, -1), scores, new TensorDescription(Given, TensorTypes.Flag, -1, labels)],
            _ => [new TensorDescription(Label, TensorTypes.Text, -1), scores],
        };
    }

    /// <summary>Writes the metadata of a model.</summary>
    public static void Write(Utf8JsonWriter json, ServedModel model)
    {
        json.WriteStartObject();
        json.WriteString("name", model.Name);
        json.WriteStartArray("versions");
        json.WriteStringValue(model.Version);
        json.WriteEndArray();
        json.WriteString("platform", Platform);
        WriteTensors(json, "inputs", [new TensorDescription(Text, TensorTypes.Text, -1)]);
        WriteTensors(json, "outputs", OutputsOf(model));
        json.WriteEndObject();
    }

    private static void WriteTensors(Utf8JsonWriter json, string name, IReadOnlyList<TensorDescription> tensors)
    {
        json.WriteStartArray(name);
        foreach (var tensor in tensors)
        {
            json.WriteStartObject();
            json.WriteString("name", tensor.Name);
            json.WriteString("datatype", tensor.DataType);
            json.WriteStartArray("shape");
            foreach (long dimension in tensor.Shape) json.WriteNumberValue(dimension);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
