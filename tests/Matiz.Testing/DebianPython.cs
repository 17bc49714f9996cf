using System.Diagnostics;

namespace Matiz.Testing;

/// <summary>The system's Python with Debian's packages, an independent reader of files that are written here. It may be absent.</summary>
public static class DebianPython
{
    private const string Program = "/usr/bin/python3";

    /// <summary>What to say where <see cref="HasH5py"/> is false.</summary>
    public const string WithoutH5py =
        "Debian's python3-h5py is not here, which reads the file independently. To have it: apt-get install python3-h5py.";

    private static readonly Lazy<bool> H5py = new(() => File.Exists(Program) && Run("import h5py").Code == 0);

    /// <summary>Whether HDF5 files can be read by the library of that format.</summary>
    public static bool HasH5py => H5py.Value;

    /// <summary>Runs a program; its exit code, and what it printed, errors last.</summary>
    public static (int Code, string Output) Run(string program)
    {
        var start = new ProcessStartInfo(Program) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(program);
        start.Environment["PYTHONIOENCODING"] = "utf-8";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }
}
