using System.Net;
using System.Security.Cryptography.X509Certificates;
using Matiz.Tensors;

namespace Matiz.Cli.Serving;

/// <summary>What is to be served, where and to whom.</summary>
internal sealed record ServeRequest
{
    /// <summary>The models, in their order.</summary>
    public required IReadOnlyList<ServeModel> Models { get; init; }

    /// <summary>Other versions that get a share of the requests without answering them.</summary>
    public required IReadOnlyList<ServeShadow> Shadows { get; init; }

    /// <summary>Where they compute.</summary>
    public required Device Device { get; init; }

    /// <summary>Where the server listens.</summary>
    public required ServeListen Listen { get; init; }

    /// <summary>What requests may bring.</summary>
    public required ServeAccess Access { get; init; }

    /// <summary>How the models are read.</summary>
    public required ServeReading Reading { get; init; }

    /// <summary>What the server says of itself, and whether it looks at its folders.</summary>
    public required ServeOperation Operation { get; init; }

    /// <summary>Whether the page is served.</summary>
    public bool HasPage { get; init; }

    /// <summary>Whether the server is to end when it is ready.</summary>
    public bool IsCheck { get; init; }
}

/// <summary>A model and what requests call it.</summary>
internal sealed record ServeModel(string Name, ModelSource Source);

/// <summary>Another version of a model in its shadow.</summary>
/// <param name="Name">The model that answers.</param>
/// <param name="Source">The other version.</param>
/// <param name="Share">Its share of the requests, above 0 and at most 1.</param>
internal sealed record ServeShadow(string Name, ModelSource Source, double Share);

/// <summary>Address, certificate and keys.</summary>
internal sealed record ServeListen(
    IPAddress Address, int Port, X509Certificate2? Certificate, X509Certificate2Collection? Chain, IReadOnlyList<string> Keys);

/// <summary>Limits, and who may ask from where.</summary>
internal sealed record ServeAccess(
    IReadOnlyList<string> AllowedHosts, IReadOnlyList<string> CorsOrigins, int? MostBatchTexts, int? MostWaiting);

/// <summary>Folders that are looked at, the log, and where telemetry goes; null: as the environment says.</summary>
internal sealed record ServeOperation(
    bool Reloads, bool LogsRequests, bool IsQuiet, bool IsJson, bool LogsTexts, Uri? Collector);

/// <summary>How texts become tokens and vectors; null: as a model's files say.</summary>
internal sealed record ServeReading(int? MaxLength, Pooling? Pooling);
