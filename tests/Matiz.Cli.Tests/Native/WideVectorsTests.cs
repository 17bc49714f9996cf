using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Matiz.Cli.Native;

namespace Matiz.Cli.Tests.Native;

public sealed class WideVectorsTests
{
    // The compiler of .NET asks the processor and the system by ways of its own; a native program cannot ask that compiler.
    [Fact]
    public void AreUsable_SaysWhatTheCompilerOfDotNetFound()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64, "It is asked on Linux, x64, alone.");
        Assert.Equal(Vector512.IsHardwareAccelerated, WideVectors.AreUsable());
    }
}
