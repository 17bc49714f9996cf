using System.Runtime.InteropServices;
using Matiz.Cli;
using Matiz.Cli.Streams;

Descriptors.Hold();
using var interruption = new Interruption();
using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
using var onTermination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
using var onHangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Interrupt);
ReaderWatch.Start(() => interruption.Request(ExitCode.ReaderGone));
using var host = CommandHost.OfProcess(interruption);
return CommandLine.Run(args, host);

void Interrupt(PosixSignalContext signal)
{
    signal.Cancel = true;
    interruption.Request(ExitCode.Interrupted);
}
