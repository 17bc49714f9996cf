using System.Runtime.InteropServices;

namespace Matiz.Cli.Streams;

/// <summary>
/// The signals that ask a process to end: Ctrl-C, a polite kill, a terminal that is closed. One that whoever started the program ignores
/// stays ignored.
/// </summary>
internal static class Signals
{
    private static readonly PosixSignal[] All = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];
    private static readonly List<PosixSignalRegistration> Kept = [];
    private static volatile Action? _onHangup;

    /// <summary>Hands them to an interruption for as long as the process lives.</summary>
    public static void Listen(Interruption interruption) =>
        Kept.AddRange(All.Select(signal => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        if (context.Signal == PosixSignal.SIGHUP && _onHangup is { } reload) reload();
        else interruption.Request(ExitCode.Interrupted);
    })));

    /// <summary>Gives SIGHUP another meaning from now on, as services have it: look at your files again.</summary>
    public static void OnHangup(Action reload) => _onHangup = reload;
}
