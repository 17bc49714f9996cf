using System.Text.Json;
using Matiz.Inference;
using Matiz.Server.Models;
using Matiz.Server.Requests;
using Matiz.Tasks;

namespace Matiz.Server.Protocols.TextEmbeddingsInference;

/// <summary>
/// <c>POST /predict</c>: all labels of each text, the best first, as <c>{"score", "label"}</c>. Scores are the model's own, calibrated, and
/// what its problem type says: sigmoids with several labels a text, the number itself of a regression (text-embeddings-inference makes
/// softmax of both); <c>raw_scores</c> gives the logits.
/// </summary>
internal static class PredictRoute
{
    public static async Task<Action<Utf8JsonWriter>> AnswerAsync(ServerRequest request, JsonElement body, ComputeRecord record)
    {
        var inputs = PredictInputs.Read(JsonFields.Required(body, "inputs"));
        var asked = Options(body);
        var model = request.Rent(null, ModelUse.Classify);
        var options = asked with { FunctionToApply = asked.FunctionToApply ?? ScoreDefault.Of(model) };
        var answers = await record.MeasureAsync(() => model.ClassifyAsync(inputs.Texts, options, request.Aborted)).ConfigureAwait(false);
        record.Count(inputs.Texts);
        record.Keep(answers);
        return json =>
        {
            if (inputs.IsBatch) json.WriteStartArray();
            foreach (var answer in answers) Write(json, answer);
            if (inputs.IsBatch) json.WriteEndArray();
        };
    }

    /// <summary>The members that say how texts are cut and what scores are.</summary>
    public static ClassificationOptions Options(JsonElement body) => new()
    {
        Truncates = TruncationMembers.Truncates(body),
        TruncationSide = TruncationMembers.Side(body),
        FunctionToApply = JsonFields.Flag(body, "raw_scores", defaultValue: false) ? ScoreFunction.None : null,
    };

    private static void Write(Utf8JsonWriter json, Prediction answer)
    {
        json.WriteStartArray();
        foreach (var (label, score) in answer.Top)
        {
            json.WriteStartObject();
            json.WriteNumber("score", score);
            json.WriteString("label", label);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
