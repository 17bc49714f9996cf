using System.Net;
using Matiz.Server.Requests;
using Microsoft.AspNetCore.Http;

namespace Matiz.Server.Hosting;

/// <summary>
/// Refuses requests that call the server by a name that is not its own. A page of the web can give a name of its own the address
/// 127.0.0.1 (DNS rebinding) and would be the same origin then; its requests still carry the name.
/// </summary>
internal sealed class HostFilter
{
    private const string Any = "*";

    private static readonly string[] OfThisMachine = ["localhost", "127.0.0.1", "[::1]"];

    private readonly HashSet<string>? _allowed;

    /// <summary>The filter of a server.</summary>
    /// <param name="listen">Where it listens.</param>
    /// <param name="asksForKey">Whether a request needs a key, which no page of others has.</param>
    public HostFilter(MatizListenOptions listen, bool asksForKey)
    {
        bool isOpen =
            listen.AllowedHosts.Count == 0 ? asksForKey || !IPAddress.IsLoopback(listen.Address) : listen.AllowedHosts.Contains(Any);
        if (!isOpen) _allowed = [.. OfThisMachine.Concat(listen.AllowedHosts).Select(host => host.ToLowerInvariant())];
    }

    /// <summary>Whether a name is one of the server's; none at all is, since no browser sends such a request.</summary>
    public bool Allows(HostString host)
    {
        if (_allowed is null || !host.HasValue) return true;
        string name = host.Host.ToLowerInvariant();
        return _allowed.Contains(name) || name.EndsWith(".localhost", StringComparison.Ordinal)
            || (IPAddress.TryParse(name.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
    }

    /// <summary>Surrounds every request.</summary>
    public Task RunAsync(HttpContext context, RequestDelegate next) => Allows(context.Request.Host)
        ? next(context)
        : ServerRequest.WriteAsync(
            context,
            ProblemJson.Answer(
                StatusCodes.Status421MisdirectedRequest,
                "the header Host has a name that is not this server's. localhost was expected, or one of MatizListenOptions.AllowedHosts."),
            context.RequestAborted);
}
