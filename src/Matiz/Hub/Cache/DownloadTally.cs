namespace Matiz.Hub.Cache;

/// <summary>Adds up what several downloads report, and tells it one after the other.</summary>
internal sealed class DownloadTally(IProgress<HubProgress>? progress)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _bytes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);
    private long _total, _there;
    private int _count;

    /// <summary>Says what is wanted, and what of it is still to come.</summary>
    public void Expect(IReadOnlyList<HubFile> wanted, IReadOnlyList<HubFile> missing)
    {
        lock (_gate)
        {
            _count = wanted.Count;
            _total = wanted.Sum(file => file.Size);
            var toCome = missing.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
            foreach (var file in wanted.Where(file => !toCome.Contains(file.Path))) Set(file, file.Size, isDone: true);
        }
    }

    /// <summary>Is told of one file how many bytes are there; null where nobody wants to know.</summary>
    public IProgress<long>? For(HubFile file) => progress is null ? null : new OneFile(this, file);

    /// <summary>A file is whole.</summary>
    public void Done(HubFile file)
    {
        lock (_gate)
        {
            Set(file, file.Size, isDone: true);
            Tell(file);
        }
    }

    private void Set(HubFile file, long bytes, bool isDone)
    {
        _there += bytes - _bytes.GetValueOrDefault(file.Path);
        _bytes[file.Path] = bytes;
        if (isDone) _done.Add(file.Path);
    }

    private void Tell(HubFile file) =>
        progress?.Report(new HubProgress(file.Path, _bytes[file.Path], file.Size, _done.Count, _count, _there, _total));

    private sealed class OneFile(DownloadTally tally, HubFile file) : IProgress<long>
    {
        public void Report(long value)
        {
            lock (tally._gate)
            {
                if (tally._done.Contains(file.Path)) return;
                tally.Set(file, value, isDone: false);
                tally.Tell(file);
            }
        }
    }
}
