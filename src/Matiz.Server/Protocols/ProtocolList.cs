using Matiz.Server.Protocols.ApiDocument;
using Matiz.Server.Page;
using Matiz.Server.Protocols.Classify;
using Matiz.Server.Protocols.HubInference;
using Matiz.Server.Protocols.MatizV1;
using Matiz.Server.Protocols.Metrics;
using Matiz.Server.Protocols.OpenAiEmbeddings;
using Matiz.Server.Protocols.OpenInference;
using Matiz.Server.Protocols.TextEmbeddingsInference;

namespace Matiz.Server.Protocols;

/// <summary>Every protocol of the server: a new one is one line here. Of two that want one path the first has it.</summary>
internal static class ProtocolList
{
    public static IReadOnlyList<IProtocol> All { get; } =
    [
        new HubInferenceProtocol(),
        new TextEmbeddingsInferenceProtocol(),
        new OpenAiEmbeddingsProtocol(),
        new ClassifyProtocol(),
        new OpenInferenceProtocol(),
        new MatizV1Protocol(),
        new ApiDocumentProtocol(),
        new PageProtocol(),
        new MetricsProtocol(),
    ];
}
