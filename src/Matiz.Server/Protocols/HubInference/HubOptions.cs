using System.Text.Json;
using Matiz.Server.Requests;

namespace Matiz.Server.Protocols.HubInference;

/// <summary>
/// The member <c>options</c> of earlier clients: whether to wait for a model, to use a cache or a GPU. It changes no answer here, where
/// models are loaded before requests are taken; other options are refused.
/// </summary>
internal static class HubOptions
{
    /// <summary>The member's name.</summary>
    public const string Key = "options";

    private static readonly string[] Known = ["wait_for_model", "use_cache", "use_gpu"];

    /// <summary>Checks the member.</summary>
    /// <exception cref="RequestException">It is no object of such switches.</exception>
    public static void Require(JsonElement body)
    {
        if (JsonFields.Optional(body, Key) is not { } options) return;
        JsonFields.RequireKnown(JsonFields.Object(options, Key), Known);
        foreach (string name in Known) JsonFields.Flag(options, name, defaultValue: false);
    }
}
