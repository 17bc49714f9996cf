using Microsoft.Extensions.Logging;

namespace Matiz.Server.Logging;

/// <summary>The categories of the server's messages, and how they are written: whole, without places for values.</summary>
internal static partial class LogNames
{
    /// <summary>Models that are loaded and replaced.</summary>
    public const string Models = "Matiz.Server.Models";

    /// <summary>A line a request.</summary>
    public const string Requests = "Matiz.Server.Requests";

    /// <summary>What goes wrong within the server.</summary>
    public const string Faults = "Matiz.Server.Faults";

    /// <summary>Something good to know.</summary>
    [LoggerMessage(Level = LogLevel.Information, Message = "{Message}")]
    public static partial void Note(this ILogger log, string message);

    /// <summary>Something to look at.</summary>
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Message}")]
    public static partial void Warn(this ILogger log, string message);

    /// <summary>A fault.</summary>
    [LoggerMessage(Level = LogLevel.Error, Message = "{Message}")]
    public static partial void Fail(this ILogger log, string message);
}
