using System.Runtime.InteropServices;
using Matiz.Cli;

using var interrupt = new CancellationTokenSource();
using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
using var onTermination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
using var host = CommandHost.OfProcess(interrupt.Token);
return CommandLine.Run(args, host);

// The first signal asks for an orderly end, the second one ends the process at once.
void Interrupt(PosixSignalContext signal)
{
    signal.Cancel = !interrupt.IsCancellationRequested;
    interrupt.Cancel();
}
