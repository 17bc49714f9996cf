using System.Text.Json.Nodes;

namespace Matiz.Models.Loading;

/// <summary>
/// Refuses models that bring their own code (<c>auto_map</c>, which Python runs under <c>trust_remote_code</c>): whatever their
/// <c>model_type</c>, they compute something else than the architecture of that name.
/// </summary>
internal static class RemoteCode
{
    private const string Key = "auto_map";

    /// <summary>Refuses a config that names code.</summary>
    /// <exception cref="ModelException">It does.</exception>
    public static void Refuse(ModelConfig config)
    {
        if (!config.Contains(Key) || config.GetObject(Key) is not { Count: > 0 } map) return;
        string names = string.Join(", ", map.Select(pair => pair.Value is JsonValue value ? value.ToString() : pair.Key).Take(3));
        throw new ModelException(
            config.Path,
            $"'{Key}' names code of the model's own ({names}), as Python runs it under trust_remote_code. A model of an architecture of "
            + "the library was expected: no code of a model is run. Take another model.");
    }
}
