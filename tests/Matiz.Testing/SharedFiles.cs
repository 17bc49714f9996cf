namespace Matiz.Testing;

/// <summary>
/// Where expected values and real data lie. <see cref="Golden"/> files travel with the repository; <see cref="Shared"/> files
/// (the big model, the real data, the rarer formats) lie beside it and may be absent.
/// </summary>
public static class SharedFiles
{
    /// <summary>The repository's root: the nearest parent folder that holds <c>Matiz.slnx</c>.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>True when the folder of shared models and data lies beside the repository.</summary>
    public static bool SharedExists => Directory.Exists(SharedRoot);

    private static string SharedRoot => Path.GetFullPath(Path.Combine(RepositoryRoot, "..", "shared"));

    /// <summary>The full path of an expected-value file or folder below <c>tests/Goldens</c>.</summary>
    public static string Golden(string relativePath) => Path.Combine(RepositoryRoot, "tests", "Goldens", relativePath);

    /// <summary>The full path of a file or folder below <c>../shared</c>.</summary>
    /// <exception cref="DirectoryNotFoundException">The shared folder is absent; call <see cref="SharedExists"/> first to skip.</exception>
    public static string Shared(string relativePath) =>
        SharedExists
            ? Path.Combine(SharedRoot, relativePath)
            : throw new DirectoryNotFoundException(
                $"'{SharedRoot}' is absent: this check needs the shared models and data beside the repository.");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Matiz.slnx"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"no parent of '{AppContext.BaseDirectory}' holds Matiz.slnx; run the tests inside a clone.");
    }
}
