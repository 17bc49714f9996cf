using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Matiz.Server.Logging;

/// <summary>Where requests and faults are logged.</summary>
internal sealed class RequestLogs(ILoggerFactory logs)
{
    private const int MostFrames = 4;

    private readonly ILogger _requests = logs.CreateLogger(LogNames.Requests);
    private readonly ILogger _faults = logs.CreateLogger(LogNames.Faults);

    /// <summary>Whether a line a request is wanted.</summary>
    public bool AreWanted => _requests.IsEnabled(LogLevel.Information);

    /// <summary>Writes the line of a request.</summary>
    public void Write(RequestEntry entry) =>
        _requests.Log(LogLevel.Information, default, entry, exception: null, static (entry, _) => entry.ToString());

    /// <summary>
    /// Says that something unexpected happened, and where. An exception's message may hold what was being read, so it is left out.
    /// </summary>
    public void Fail(string method, string route, Exception exception)
    {
        if (!_faults.IsEnabled(LogLevel.Error)) return;
        var frames = new StackTrace(exception).GetFrames().Take(MostFrames)
            .Select(frame => DiagnosticMethodInfo.Create(frame) is { } info ? $"{info.DeclaringTypeName}.{info.Name}" : null)
            .OfType<string>();
        _faults.Fail(
            $"{method} {route}: unexpected {exception.GetType().Name} in {string.Join(" < ", frames)}. This is a fault of the server.");
    }
}
