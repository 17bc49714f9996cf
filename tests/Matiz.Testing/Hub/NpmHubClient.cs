using System.Text.Json.Nodes;

namespace Matiz.Testing;

/// <summary>
/// The Hub's client for JavaScript (<c>tests/interop</c>), an independent client for the <see cref="TestHub"/> and an independent writer of
/// what Matiz reads. It may be absent.
/// </summary>
public static class NpmHubClient
{
    /// <summary>Why it cannot run, and what to do; null where it can.</summary>
    public static string? Absence => NpmScripts.Absence("@huggingface/hub");

    /// <summary>Carries out an action of <c>hub.js</c> against a test Hub; its answer.</summary>
    /// <param name="hub">The Hub.</param>
    /// <param name="action">The action's name.</param>
    /// <param name="repository">The repository id.</param>
    /// <param name="parameters">Further parameters.</param>
    /// <exception cref="InvalidOperationException">It failed; the message has what it printed.</exception>
    public static JsonNode Run(TestHub hub, string action, string repository, params (string Name, JsonNode? Value)[] parameters)
    {
        var all = new JsonObject
        {
            ["hubUrl"] = hub.Endpoint,
            ["accessToken"] = TestHub.WriteToken,
            ["repo"] = new JsonObject { ["type"] = "model", ["name"] = repository },
        };
        foreach (var (name, value) in parameters) all[name] = value;
        return NpmScripts.Run("hub.js", action, all.ToJsonString());
    }
}
