namespace Matiz.Formats.Arrays;

/// <summary>
/// A file of named arrays, open for reading, whatever its format. What the file claims is checked when it is opened, so that reading an
/// array cannot leave the file. Several threads may read at the same time; arrays end with <see cref="IDisposable.Dispose"/>.
/// </summary>
public abstract class ArrayFile : IDisposable
{
    private protected ArrayFile(string path) => Path = path;

    /// <summary>The file, or the name that was given for the bytes.</summary>
    public string Path { get; }

    /// <summary>Every array, in the order of the file; names are distinct.</summary>
    public abstract IReadOnlyList<NamedArray> Arrays { get; }

    /// <summary>Unmaps the file.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes what the format keeps open.</summary>
    protected abstract void Dispose(bool disposing);
}
