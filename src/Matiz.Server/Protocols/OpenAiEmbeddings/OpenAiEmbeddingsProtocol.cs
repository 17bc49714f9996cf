using Matiz.Server.Requests;

namespace Matiz.Server.Protocols.OpenAiEmbeddings;

/// <summary>What clients of OpenAI's embeddings ask; text-embeddings-inference answers them too.</summary>
internal sealed class OpenAiEmbeddingsProtocol : IProtocol
{
    public string Name => "OpenAI embeddings";

    public IErrorBody Errors { get; } = new OpenAiErrors();

    public void Map(ProtocolRoutes routes)
    {
        routes.Post("/v1/embeddings", EmbeddingsRoute.AnswerAsync);
        routes.Post("/embeddings", EmbeddingsRoute.AnswerAsync);
        routes.Get("/v1/models", ModelsRoute.ListAsync);
        routes.Get($"/v1/models/{{**{ModelsRoute.NamePart}}}", ModelsRoute.DescribeAsync);
    }
}
