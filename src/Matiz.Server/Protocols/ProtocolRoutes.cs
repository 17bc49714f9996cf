using Matiz.Server.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Matiz.Server.Protocols;

/// <summary>Takes the routes of a protocol. A path and method that an earlier protocol has stays that one's.</summary>
/// <param name="endpoints">Where they are mapped.</param>
/// <param name="pipeline">What happens around each.</param>
/// <param name="isBelowPattern">
/// Whether they lie under a path of the application's: the path itself answers as <c>/predict</c> then, and no other protocol has the root.
/// </param>
internal sealed class ProtocolRoutes(IEndpointRouteBuilder endpoints, RequestPipeline pipeline, bool isBelowPattern)
{
    private const string Root = "/";

    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private IProtocol? _protocol;

    /// <summary>Whether the routes lie under a path of the application's.</summary>
    public bool IsBelowPattern { get; } = isBelowPattern;

    /// <summary>Adds all routes of a protocol.</summary>
    public void Add(IProtocol protocol)
    {
        _protocol = protocol;
        protocol.Map(this);
    }

    /// <summary>A route that is asked by POST.</summary>
    /// <param name="pattern">The path, from <c>/</c>.</param>
    /// <param name="handler">Makes the answer.</param>
    /// <param name="isOpen">Whether no key is needed.</param>
    public void Post(string pattern, Func<ServerRequest, Task> handler, bool isOpen = false) =>
        Map(pattern, handler, isOpen, HttpMethods.Post);

    /// <summary>A route that is asked by GET, and by HEAD.</summary>
    /// <inheritdoc cref="Post"/>
    public void Get(string pattern, Func<ServerRequest, Task> handler, bool isOpen = false)
    {
        Map(pattern, handler, isOpen, HttpMethods.Get);
        Map(pattern, handler, isOpen, HttpMethods.Head);
    }

    private void Map(string pattern, Func<ServerRequest, Task> handler, bool isOpen, string method)
    {
        var errors = _protocol!.Errors;
        if (!_taken.Add($"{method} {pattern}")) return;
        string path = pattern == Root ? "" : pattern;
        var endpoint = endpoints.MapMethods(path, [method], context => pipeline.RunAsync(context, handler, errors, isOpen))
            .WithMetadata(
                new ProtocolRoute(_protocol, pattern, isOpen, this), ProtocolRoute.Described, new TagsAttribute(_protocol.Name));
        if (method == HttpMethods.Head) endpoint.ExcludeFromDescription();      // what GET is, without the body
        if (pipeline.Origins.AreAny && _taken.Add($"{HttpMethods.Options} {pattern}"))
            endpoints.MapMethods(path, [HttpMethods.Options], pipeline.Origins.AnswerPreflight);
    }
}
