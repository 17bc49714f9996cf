using Matiz.Server.OpenApi;
using Matiz.Server.Requests;
using Microsoft.AspNetCore.Http;

namespace Matiz.Server.Protocols.ApiDocument;

/// <summary>
/// The OpenAPI document of all routes, at the path of text-embeddings-inference and at the usual one. It is made when it is asked for
/// first. Routes of protocols without an outline (<c>openapi.json</c> beside the protocol) serve people and do not stand in it.
/// </summary>
internal sealed class ApiDocumentProtocol : IProtocol
{
    public string Name => "documents";

    public IErrorBody Errors => ProblemJson.Instance;

    public void Map(ProtocolRoutes routes)
    {
        var document = new ApiDocumentCache(routes);
        routes.Get("/api-doc/openapi.json", AnswerAsync, isOpen: true);
        routes.Get("/openapi.json", AnswerAsync, isOpen: true);

        async Task AnswerAsync(ServerRequest request) => await request.WriteAsync(
            StatusCodes.Status200OK, "application/json", await document.GetAsync(request).ConfigureAwait(false)).ConfigureAwait(false);
    }
}
