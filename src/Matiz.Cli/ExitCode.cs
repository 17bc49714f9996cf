namespace Matiz.Cli;

/// <summary>What the process returns.</summary>
internal static class ExitCode
{
    /// <summary>Done; there may have been warnings.</summary>
    public const int Done = 0;

    /// <summary>Our fault or the machine's: disk full, out of memory.</summary>
    public const int Failure = 1;

    /// <summary>The user's: arguments, files, data.</summary>
    public const int Usage = 2;

    /// <summary>Interrupted (128 + SIGINT).</summary>
    public const int Interrupted = 130;

    /// <summary>The reader of standard output has gone (128 + SIGPIPE); nothing is said.</summary>
    public const int ReaderGone = 141;
}
