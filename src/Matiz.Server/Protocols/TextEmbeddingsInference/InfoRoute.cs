using System.Globalization;
using System.Text.Json;
using Matiz.Server.Models;
using Matiz.Server.Requests;
using Matiz.Tensors;

namespace Matiz.Server.Protocols.TextEmbeddingsInference;

/// <summary>
/// <c>GET /info</c>: the first model and the limits. <c>auto_truncate</c> is true: a long text is cut unless a request says
/// <c>"truncate": false</c>. <c>model_sha</c> is the hash of the model's files that also stands in <c>X-Matiz-Model</c>.
/// </summary>
internal static class InfoRoute
{
    public static Task AnswerAsync(ServerRequest request)
    {
        var model = request.Rent(null, ModelUse.Any);
        var options = request.Options;
        return request.WriteJsonAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("model_id", model.Name);
            json.WriteString("model_sha", model.Version);
            json.WriteString("model_dtype", TypeOf(model.Encoder.Device.Computed));
            json.WriteString("served_model_name", model.Name);
            WriteType(json, model);
            json.WriteNumber("max_concurrent_requests", options.Queue.MostRequests);
            json.WriteNumber("max_input_length", model.MaxLength);
            json.WriteNumber("max_batch_tokens", options.Queue.TokenBound);
            json.WriteNull("max_batch_requests");
            json.WriteNumber("max_client_batch_size", options.MostBatch);
            json.WriteBoolean("auto_truncate", true);
            json.WriteNumber("tokenization_workers", Environment.ProcessorCount);
            json.WriteString("version", typeof(InfoRoute).Assembly.GetName().Version?.ToString(3));
            json.WriteNull("sha");
            json.WriteNull("docker_label");
            json.WriteEndObject();
        });
    }

    // As the field spells it.
    private static string TypeOf(Precision computed) => computed.Name switch
    {
        "bf16" => "bfloat16",
        "int8" => "int8",
        _ => "float32",
    };

    private static void WriteType(Utf8JsonWriter json, ServedModel model)
    {
        json.WriteStartObject("model_type");
        if (model.Classifier is not { } classifier)
        {
            json.WriteStartObject("embedding");
            json.WriteString("pooling", model.Embeddings.Pooling.ToString().ToLowerInvariant());
            json.WriteEndObject();
        }
        else
        {
            json.WriteStartObject(RerankRoute.IsReranker(model) ? "reranker" : "classifier");
            var names = classifier.Labels.DistinctNames;
            json.WriteStartObject("id2label");
            for (int i = 0; i < names.Count; i++) json.WriteString(i.ToString(CultureInfo.InvariantCulture), names[i]);
            json.WriteEndObject();
            json.WriteStartObject("label2id");
            for (int i = 0; i < names.Count; i++) json.WriteNumber(names[i], i);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
