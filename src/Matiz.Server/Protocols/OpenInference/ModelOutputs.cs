using Matiz.Inference;
using Matiz.Server.Models;
using Matiz.Server.Requests;

namespace Matiz.Server.Protocols.OpenInference;

/// <summary>The tensors that a model gives for the texts of a request.</summary>
internal static class ModelOutputs
{
    /// <summary>All that were asked for, in their order.</summary>
    public static async Task<IReadOnlyList<OutputTensor>> ComputeAsync(ServerRequest request, ServedModel model, InferBody body)
    {
        if (model.Classifier is not { } classifier)
        {
            var embeddings = await model.EmbedAsync(body.Texts, body.Parameters.ForEmbeddings, request.Aborted).ConfigureAwait(false);
            return [Embedding(embeddings, model.Embeddings.Dimensions)];
        }

        var predictions = await model.ClassifyAsync(body.Texts, body.Parameters.ForLabels, request.Aborted).ConfigureAwait(false);
        AbstentionHeader.Tell(request, predictions);
        return [.. body.Outputs.Select(output => Of(output.Name, classifier, predictions))];
    }

    private static OutputTensor Of(string name, TextClassifier classifier, IReadOnlyList<Prediction> predictions)
    {
        int rows = predictions.Count, labels = classifier.Labels.Count;
        return name switch
        {
            // The likeliest, even where the model would rather give none: the header tells of that.
            ModelMetadata.Label => new TextTensor(
                name, [.. predictions.Select(prediction => classifier.Labels.NameOf(prediction.TopLabels.First()))]),
            ModelMetadata.Scores => new FloatTensor(
                name, [.. predictions.SelectMany(prediction => prediction.Scores, (_, score) => score.Score)], rows, labels),
            ModelMetadata.Given => new FlagTensor(name, Flags(predictions, labels), rows, labels),
            _ => new FloatTensor(name, [.. predictions.Select(prediction => prediction.Value!.Value)], rows),
        };
    }

    private static bool[] Flags(IReadOnlyList<Prediction> predictions, int labels)
    {
        bool[] flags = new bool[predictions.Count * labels];
        for (int row = 0; row < predictions.Count; row++)
        {
            foreach (int label in predictions[row].LabelIndices ?? []) flags[(row * labels) + label] = true;
        }

        return flags;
    }

    private static FloatTensor Embedding(EmbeddedTexts texts, int dimensions) => new(
        ModelMetadata.Embedding, [.. texts.Vectors.SelectMany(vectors => vectors[0])], texts.Vectors.Count, dimensions);
}
