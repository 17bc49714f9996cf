namespace Matiz.Formats;

/// <summary>
/// What is being written and is not in its place yet. A process that has to end at once, on a signal, closes this list first: from
/// then on nothing is put in its place, and what was begun is removed, whichever thread was writing it. So an end at any moment
/// leaves the files as they were, and nothing half-written beside them.
/// </summary>
/// <remarks>Whoever writes through <see cref="AtomicFile"/> and <see cref="AtomicFolder"/> has nothing to do.</remarks>
public static class PendingWrites
{
    private const int Attempts = 20, PauseMs = 10;             // a thread may still be adding files to a folder that is removed

    private static readonly Lock Gate = new();
    private static readonly HashSet<string> Paths = new(StringComparer.Ordinal);
    private static readonly List<string> Folders = [];          // the deepest last
    private static bool _closed;

    /// <summary>Makes something temporary and notes it, both at once.</summary>
    /// <param name="path">The temporary file, or a folder with all that is in it.</param>
    /// <param name="create">Makes it; it must not wait for anybody.</param>
    /// <exception cref="OperationCanceledException">The list is closed; nothing was made.</exception>
    public static T Begin<T>(string path, Func<T> create)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(create);
        lock (Gate)
        {
            ThrowIfClosed();
            T made = create();
            Paths.Add(Path.GetFullPath(path));
            return made;
        }
    }

    /// <summary>Puts what was begun in its place, after which it is not temporary any more.</summary>
    /// <param name="path">The temporary file or folder.</param>
    /// <param name="place">Renames it.</param>
    /// <exception cref="OperationCanceledException">The list is closed; nothing was renamed.</exception>
    public static void Place(string path, Action place)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(place);
        lock (Gate)
        {
            ThrowIfClosed();
            place();
            Paths.Remove(Path.GetFullPath(path));
        }
    }

    /// <summary>Makes something that stays, such as a folder.</summary>
    /// <param name="make">Makes it; it must not wait for anybody.</param>
    /// <exception cref="OperationCanceledException">The list is closed; nothing was made.</exception>
    public static void Make(Action make)
    {
        ArgumentNullException.ThrowIfNull(make);
        lock (Gate)
        {
            ThrowIfClosed();
            make();
        }
    }

    /// <summary>Forgets what its writer has removed.</summary>
    public static void Forget(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        lock (Gate)
        {
            Paths.Remove(Path.GetFullPath(path));
            Folders.Remove(Path.GetFullPath(path));
        }
    }

    /// <summary>
    /// Notes a folder that is made for what is to come, before it is made; at the end it goes if nothing has come into it.
    /// </summary>
    /// <param name="path">The folder; those above it that were made as well are noted before.</param>
    public static void NoteFolder(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        lock (Gate) Folders.Add(Path.GetFullPath(path));
    }

    /// <summary>From now on nothing is begun or put in its place.</summary>
    public static void Close()
    {
        lock (Gate) _closed = true;
    }

    /// <summary>Closes the list and removes what was begun, as far as the system allows it.</summary>
    public static void RemoveAll()
    {
        lock (Gate)
        {
            _closed = true;
            foreach (string path in Paths) Remove(path);
            Paths.Clear();
            foreach (string folder in Folders.AsEnumerable().Reverse()) RemoveIfEmpty(folder);
            Folders.Clear();
        }
    }

    private static void RemoveIfEmpty(string folder)
    {
        try
        {
            Directory.Delete(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It holds something, or is gone.
        }
    }

    private static void ThrowIfClosed()
    {
        if (_closed) throw new OperationCanceledException("the process is ending; nothing more is written.");
    }

    private static void Remove(string path)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            try
            {
                if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
                else File.Delete(path);
                return;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                Thread.Sleep(PauseMs);
            }
        }
    }
}
