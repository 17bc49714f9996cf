using System.Text;
using Matiz.Cli.Streams;
using Matiz.Hub;

namespace Matiz.Cli;

/// <summary>What surrounds a run of the program: its three streams, what is known of them, and the signal that interrupts it.</summary>
internal sealed class CommandHost : IDisposable
{
    /// <summary>Columns where nobody can tell how many there are.</summary>
    private const int UsualWidth = 100, NarrowestWidth = 20;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Where <c>-</c> reads from.</summary>
    public required Stream Input { get; init; }

    /// <summary>Results.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Progress and messages.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Whether results go to a person's terminal.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>Whether progress and messages go to a person's terminal.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Whether colours are welcome on a terminal (not with <c>NO_COLOR</c>, not on <c>TERM=dumb</c>).</summary>
    public bool AllowsColor { get; init; }

    /// <summary>Columns of the terminal.</summary>
    public int Width { get; init; } = UsualWidth;

    /// <summary>Ends a run in an orderly way.</summary>
    public CancellationToken Interrupt { get; init; }

    /// <summary>What cancels <see cref="Interrupt"/>, and ends a run that does not look at it; null: nobody does.</summary>
    public Interruption? Interruption { get; init; }

    /// <summary>Where the Hub is, who asks and where its files are kept: what the environment says.</summary>
    /// <exception cref="HubException">A variable has a value that cannot be used.</exception>
    public Func<HubOptions> Hub { get; init; } = HubOptions.FromEnvironment;

    /// <summary>Reads a line that a person types, without showing it; null where the input is no terminal.</summary>
    public Func<CancellationToken, string>? ReadSecret { get; init; }

    /// <summary>The streams of this process.</summary>
    public static CommandHost OfProcess(Interruption interruption)
    {
        bool dumb = string.Equals(Environment.GetEnvironmentVariable("TERM"), "dumb", StringComparison.Ordinal);
        bool output = !Console.IsOutputRedirected, error = !Console.IsErrorRedirected;
        if (OperatingSystem.IsWindows() && (output || error)) Console.OutputEncoding = Utf8;
        return new CommandHost
        {
            Input = new StandardInput(),
            Output = new StreamWriter(StandardOutput.Open(), Utf8, bufferSize: 1 << 14),
            Error = new StreamWriter(MessageStream.Open(), Utf8, bufferSize: 1 << 10) { AutoFlush = true },
            OutputIsTerminal = output && !dumb,
            ErrorIsTerminal = error && !dumb,
            AllowsColor = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
            Width = output || error ? TerminalWidth() : UsualWidth,
            Interrupt = interruption.Token,
            Interruption = interruption,
            ReadSecret = Console.IsInputRedirected ? null : SecretLine.Read,
        };
    }

    /// <summary>What runs until the result is disposed of keeps what it has done when it is interrupted, and is waited for.</summary>
    /// <exception cref="OperationCanceledException">The run was interrupted before.</exception>
    public IDisposable? TakeTime() => Interruption?.TakeTime();

    /// <summary>Closes the streams; what was not flushed is lost.</summary>
    public void Dispose()
    {
        Input.Dispose();
        Error.Dispose();
    }

    // A terminal that does not know its own size says 0.
    private static int TerminalWidth()
    {
        try
        {
            return Console.WindowWidth is > 0 and var width ? Math.Max(NarrowestWidth, width) : UsualWidth;
        }
        catch (IOException)
        {
            return UsualWidth;
        }
    }
}
