namespace Matiz.Server;

/// <summary>
/// What a server that stands alone writes about itself, a line a message (<see cref="MatizServerServices.AddMatizLog"/>).
/// </summary>
public sealed record MatizLogOptions
{
    /// <summary>Whether models that are replaced have their line. Default true.</summary>
    public bool Models { get; init; } = true;

    /// <summary>Whether each request has its line: method, route, status, milliseconds, tokens, model, trace. Default false.</summary>
    public bool Requests { get; init; }

    /// <summary>Whether lines are JSON objects. Default false: plain text.</summary>
    public bool Json { get; init; }

    /// <summary>The word before plain lines. Default <c>matiz</c>.</summary>
    public string ProgramName { get; init; } = "matiz";
}
