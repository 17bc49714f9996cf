using System.Text.Json;
using Matiz.Server.Models;
using Matiz.Server.Requests;

namespace Matiz.Server.Protocols.HubInference;

/// <summary>A task that the Hub's inference API knows and this server does.</summary>
internal interface IHubTask
{
    /// <summary>The Hub's name of it.</summary>
    string Name { get; }

    /// <summary>What it wants of a model.</summary>
    ModelUse Use { get; }

    /// <summary>The answer to a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="body">Its body, an object.</param>
    /// <param name="modelName">The model's name; null: the first that can do it.</param>
    Task<Action<Utf8JsonWriter>> AnswerAsync(ServerRequest request, JsonElement body, string? modelName);
}
