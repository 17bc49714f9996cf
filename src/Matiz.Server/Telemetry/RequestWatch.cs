using System.Diagnostics;
using Matiz.Server.Logging;
using Matiz.Server.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Matiz.Server.Telemetry;

/// <summary>A request, watched from its headers to its answer: its span, its counts, its line in the log.</summary>
internal sealed class RequestWatch : IDisposable
{
    private const string Unknown = "unknown";
    private const int StatusOfOneWhoLeft = 499;

    private readonly HttpContext _context;
    private readonly RequestLogs _logs;
    private readonly RequestRecord _record;
    private readonly string _route;
    private readonly Activity? _activity;
    private readonly long _start = Stopwatch.GetTimestamp();
    private RequestFault? _fault;
    private bool _left;

    /// <summary>Begins to watch.</summary>
    public RequestWatch(HttpContext context, RequestLogs logs, bool logsTexts)
    {
        (_context, _logs) = (context, logs);
        _route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText is { Length: > 0 } route ? Rooted(route) : "/";
        _activity = ServerTraces.BeginRequest(context, _route);
        _record = new RequestRecord { Kept = logsTexts && logs.AreWanted ? [] : null };
        _record.Flow();
    }

    /// <summary>It is not answered.</summary>
    public void Failed(RequestFault fault, Exception exception)
    {
        _fault = fault;
        ServerMetrics.Failed(fault);
        if (_context.Request.Method == HttpMethods.Post) TeiMetrics.Failed(fault);
        if (fault == RequestFault.Internal) _logs.Fail(_context.Request.Method, _route, exception);
    }

    /// <summary>The client has gone.</summary>
    public void Left()
    {
        _left = true;
        TeiMetrics.Left();
    }

    public void Dispose()
    {
        int status = _left ? StatusOfOneWhoLeft : _context.Response.StatusCode;
        var elapsed = Stopwatch.GetElapsedTime(_start);
        if (_fault is null && !_left && _record.Times is { } times) TeiMetrics.Answered(_record.Texts, elapsed, times);
        if (_logs.AreWanted)
        {
            _logs.Write(new RequestEntry(
                MethodName(_context.Request.Method), _route, status, elapsed.TotalMilliseconds, _record.Tokens,
                _context.Response.Headers[ServerRequest.ModelHeader], _fault?.ToString(),
                (_activity ?? Activity.Current)?.TraceId.ToHexString(), _record.Kept));
        }

        ServerTraces.EndRequest(_activity, status, _fault?.ToString() ?? (_left ? "left" : null));
    }

    private static string Rooted(string route) => route[0] == '/' ? route : "/" + route;

    private static string MethodName(string method) => HttpMethods.IsPost(method) || HttpMethods.IsGet(method) || HttpMethods.IsHead(method)
        || HttpMethods.IsOptions(method) ? method : Unknown;
}
