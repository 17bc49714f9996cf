namespace Matiz.Defaults;

/// <summary>
/// A folder of files inside this assembly. The assembly is mapped into memory, so a file is opened without reading or copying it.
/// </summary>
internal sealed class EmbeddedFolder(string path, string[] fileNames)
{
    internal IReadOnlyList<string> FileNames { get; } = Array.AsReadOnly(fileNames);

    internal UnmanagedMemoryStream Open(string fileName) =>
        typeof(EmbeddedFolder).Assembly.GetManifestResourceStream($"{path}/{fileName}") is UnmanagedMemoryStream stream
            ? stream
            : throw new FileNotFoundException(
                $"there is no file '{fileName}' in the embedded {path}, expected one of: {string.Join(", ", FileNames)}.", fileName);
}
