namespace Matiz.Server.Tests;

/// <summary>Lines that a server writes while a test reads them.</summary>
internal sealed class LogText : StringWriter
{
    private readonly Lock _gate = new();

    /// <summary>The lines so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate) return [.. ToString().Split(NewLine, StringSplitOptions.RemoveEmptyEntries)];
        }
    }

    public override void WriteLine(string? value)
    {
        lock (_gate) base.WriteLine(value);
    }
}
