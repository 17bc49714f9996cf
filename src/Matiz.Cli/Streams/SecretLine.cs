using System.Text;

namespace Matiz.Cli.Streams;

/// <summary>A line that a person types on the terminal, of which nothing is shown.</summary>
internal static class SecretLine
{
    private const char Backspace = '\b', Delete = '\x7f', EndOfInput = '\x4', ClearLine = '\x15';

    /// <summary>Reads to the end of the line.</summary>
    /// <exception cref="OperationCanceledException">The run was interrupted meanwhile.</exception>
    public static string Read(CancellationToken interrupt)
    {
        var line = new StringBuilder();
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            interrupt.ThrowIfCancellationRequested();
            switch (key.KeyChar)
            {
                case '\r' or '\n' or EndOfInput: return line.ToString();
                case Backspace or Delete: line.Length = Math.Max(0, line.Length - 1); break;
                case ClearLine: line.Clear(); break;
                case '\0': break;                               // an arrow or another key without a character
                default: line.Append(key.KeyChar); break;
            }
        }
    }
}
