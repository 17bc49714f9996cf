namespace Matiz.Cli;

/// <summary>Faults of the program's own files: a part that is missing, damaged, or of another version.</summary>
internal static class ProgramFiles
{
    /// <summary>The line that says so; null for every other fault.</summary>
    public static string? Describe(Exception exception) => exception switch
    {
        TypeInitializationException { InnerException: { } cause } => Describe(cause),
        FileNotFoundException { FileName: { } name } when IsAssembly(name) => Part(name, "is missing"),
        FileLoadException { FileName: { } name } => Part(name, "cannot be loaded"),
        BadImageFormatException { FileName: { } name } => Part(name, "is damaged"),
        DllNotFoundException or BadImageFormatException or TypeLoadException or MissingMethodException or MissingFieldException =>
            Part("one of its files", "is missing, damaged or of another version"),
        _ => null,
    };

    // "Name, Version=…, Culture=…, PublicKeyToken=…", never a path of a user.
    private static bool IsAssembly(string name) => name.Contains(", Version=", StringComparison.Ordinal);

    private static string Part(string name, string fault) =>
        $"a part of the program {fault}: {(IsAssembly(name) ? name[..name.IndexOf(',', StringComparison.Ordinal)] : name)}. "
            + "All parts of one version were expected. Install matiz again.";
}
