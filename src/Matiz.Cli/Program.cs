using Matiz.Cli;
using Matiz.Cli.Native;
using Matiz.Cli.Streams;

WiderProgram.Become();

// What listens to signals stays until the process has ended: one that comes after the last result changes nothing.
Descriptors.Hold();
var interruption = new Interruption();
Signals.Listen(interruption);
ReaderWatch.Start(() => interruption.Request(ExitCode.ReaderGone));
return CommandLine.Run(args, CommandHost.OfProcess(interruption));
