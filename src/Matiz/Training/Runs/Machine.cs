using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Matiz.Training;

/// <summary>What a run records of the machine it ran on.</summary>
internal static class Machine
{
    /// <summary>The processor's name, as the system gives it.</summary>
    public static string Processor { get; } = ReadProcessor();

    /// <summary>The version of this library.</summary>
    public static string Version { get; } =
        typeof(Machine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
            ?? "unknown";

    /// <summary>The most memory this process has held so far, in bytes: <c>VmHWM</c> on Linux, else the peak working set.</summary>
    public static long PeakMemoryBytes
    {
        get
        {
            if (Field("/proc/self/status", "VmHWM") is { } text
                && long.TryParse(text.Split(' ')[0], CultureInfo.InvariantCulture, out long kilobytes)) return kilobytes * 1024;
            using var process = Process.GetCurrentProcess();
            return process.PeakWorkingSet64;
        }
    }

    private static string ReadProcessor() =>
        Field("/proc/cpuinfo", "model name")
        ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER")
        ?? RuntimeInformation.ProcessArchitecture.ToString();

    // The value of "name : value" in one of the system's text files; null where there is none.
    private static string? Field(string file, string name)
    {
        if (!File.Exists(file)) return null;
        string? line = File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}
