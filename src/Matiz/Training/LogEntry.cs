using System.Text.Json.Nodes;
using Matiz.Files;

namespace Matiz.Training;

/// <summary>
/// One entry of a run's history, with the reference's keys: <c>loss learning_rate grad_norm</c> of steps, <c>eval_…</c> of
/// evaluations, <c>train_…</c> at the end.
/// </summary>
/// <param name="Step">Steps done.</param>
/// <param name="Epoch">Epochs done, with the fraction.</param>
/// <param name="Values">The values by key, without step and epoch; null: undefined.</param>
public sealed record LogEntry(int Step, double Epoch, IReadOnlyDictionary<string, double?> Values)
{
    /// <summary>The mean training loss since the entry before; null in entries of evaluations.</summary>
    public double? Loss => Values.GetValueOrDefault("loss");

    /// <summary>The learning rate of the last update; null in entries of evaluations.</summary>
    public double? LearningRate => Values.GetValueOrDefault("learning_rate");

    /// <summary>The norm of all gradients in the last update, before clipping; null in entries of evaluations.</summary>
    public double? GradientNorm => Values.GetValueOrDefault("grad_norm");

    /// <summary>True for the metrics of an evaluation.</summary>
    public bool IsEvaluation => Values.ContainsKey("eval_loss");

    internal JsonObject ToJson()
    {
        var keys = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal) { ["step"] = Step, ["epoch"] = Epoch };
        foreach (var (key, value) in Values) keys[key] = value is { } number && double.IsFinite(number) ? JsonValue.Create(number) : null;
        return new JsonObject(keys);
    }

    internal static LogEntry FromJson(JsonObject json) => new(
        json.Required("step").GetValue<int>(),
        json.Required("epoch").GetValue<double>(),
        json.Where(pair => pair.Key is not ("step" or "epoch"))
            .ToDictionary(pair => pair.Key, pair => pair.Value?.GetValue<double>(), StringComparer.Ordinal));
}
