using System.Runtime.InteropServices;

namespace Matiz.Files;

/// <summary>A file of a model on the disk.</summary>
/// <param name="Name">As the model's folder names it; one in a folder of its own has a slash.</param>
/// <param name="Path">Where it lies.</param>
internal readonly record struct ModelFilePath(string Name, string Path);

/// <summary>
/// Files of a folder, read into memory whole. What is loaded from them does not care what becomes of the folder meanwhile: a file that is
/// mapped, and then cut short by whoever copies another over it, would end the process. It costs their size until it is disposed of.
/// </summary>
internal sealed unsafe class FolderCopy : IDisposable
{
    private const int MostBytesARead = 1 << 24;

    private readonly Dictionary<string, (nint Address, long Length)> _files = new(StringComparer.Ordinal);

    private FolderCopy(string folder) => Files = ModelFiles.FromStreams(folder, _files.Keys, Open);

    /// <summary>The files; to be used until it is disposed of.</summary>
    public ModelFiles Files { get; private set; }

    /// <summary>Reads files.</summary>
    /// <param name="folder">Stands for them in messages.</param>
    /// <param name="files">The files.</param>
    /// <exception cref="IOException">One is not there, cannot be read, or becomes shorter meanwhile.</exception>
    /// <exception cref="UnauthorizedAccessException">One may not be read.</exception>
    /// <exception cref="OutOfMemoryException">There is not as much memory.</exception>
    public static FolderCopy Read(string folder, IEnumerable<ModelFilePath> files)
    {
        var copy = new FolderCopy(folder);
        try
        {
            foreach (var (name, path) in files) copy.Add(name, path);
            copy.Files = ModelFiles.FromStreams(folder, copy._files.Keys, copy.Open);
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var (address, _) in _files.Values) NativeMemory.Free((void*)address);
        _files.Clear();
    }

    private void Add(string name, string path)
    {
        using var handle = File.OpenHandle(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
        long length = RandomAccess.GetLength(handle);
        byte* start = (byte*)NativeMemory.Alloc((nuint)Math.Max(length, 1));
        _files.Add(name, ((nint)start, length));
        for (long position = 0; position < length;)
        {
            int count = RandomAccess.Read(
                handle, new Span<byte>(start + position, (int)Math.Min(length - position, MostBytesARead)), position);
            if (count == 0) throw new IOException($"{path}: the file became shorter while it was read.");
            position += count;
        }
    }

    private Stream Open(string name) => new UnmanagedMemoryStream((byte*)_files[name].Address, _files[name].Length);
}
