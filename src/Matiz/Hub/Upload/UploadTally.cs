namespace Matiz.Hub.Upload;

/// <summary>Counts the bytes of several files that are sent at once, and tells how far they are.</summary>
internal sealed class UploadTally
{
    private readonly IProgress<HubProgress>? _progress;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _sent = new(StringComparer.Ordinal);
    private readonly int _count;
    private readonly long _total;
    private int _done;
    private long _bytes;

    /// <summary>A tally of files of which nothing has been sent.</summary>
    public UploadTally(IReadOnlyList<MeasuredFile> files, IProgress<HubProgress>? progress) =>
        (_progress, _count, _total) = (progress, files.Count, files.Sum(static file => file.Size));

    /// <summary>Bytes of a file went, or have to go again (a negative number).</summary>
    public void Add(MeasuredFile file, long bytes)
    {
        lock (_gate)
        {
            _bytes += bytes;
            _sent[file.Path] = _sent.GetValueOrDefault(file.Path) + bytes;
            Report(file);
        }
    }

    /// <summary>A file is there, however many of its bytes went.</summary>
    public void Finish(MeasuredFile file)
    {
        lock (_gate)
        {
            _bytes += file.Size - _sent.GetValueOrDefault(file.Path);
            _sent[file.Path] = file.Size;
            _done++;
            Report(file);
        }
    }

    private void Report(MeasuredFile file) =>
        _progress?.Report(new HubProgress(file.Path, _sent[file.Path], file.Size, _done, _count, _bytes, _total));
}
