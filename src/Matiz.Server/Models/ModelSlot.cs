using Matiz.Server.Reloading;
using Matiz.Server.Shadowing;

namespace Matiz.Server.Models;

/// <summary>
/// The place of one name: the version of a model that answers it. Another may take its place while requests run; each request keeps the
/// version that it began with, and a version is disposed of after its last one.
/// </summary>
internal sealed class ModelSlot : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private Tenancy _current;

    public ModelSlot(ServedModel model) => _current = new Tenancy(model);

    /// <summary>What requests call the model.</summary>
    public string Name => Current.Name;

    /// <summary>What messages call it. Default the name.</summary>
    public string Title { get => field ?? Name; init; }

    /// <summary>How its versions are loaded. Default: as their files say.</summary>
    public MatizModelOptions Options { get; init; } = new();

    /// <summary>Sees whether its folder changes; null: it cannot.</summary>
    public FolderWatch? Watch { get; init; }

    /// <summary>Answers a share of its requests a second time; null: nobody does.</summary>
    public Shadow? Shadow { get; set; }

    /// <summary>The version that new requests get. It may be disposed of at any moment: use it for what it says of itself alone.</summary>
    public ServedModel Current
    {
        get
        {
            lock (_gate) return _current.Model;
        }
    }

    /// <summary>The version for one request.</summary>
    public ModelLease Rent()
    {
        lock (_gate)
        {
            var tenancy = _current;
            tenancy.Leases++;
            return new ModelLease(tenancy.Model, () => Release(tenancy));
        }
    }

    /// <summary>Puts another version in place. Requests that run keep theirs.</summary>
    /// <returns>Done when the earlier version has answered its last request and is disposed of.</returns>
    public Task ReplaceAsync(ServedModel next)
    {
        ArgumentNullException.ThrowIfNull(next);
        Tenancy earlier;
        bool isFree;
        lock (_gate)
        {
            earlier = _current;
            _current = new Tenancy(next);
            isFree = earlier.Retire();
        }

        if (isFree) earlier.End();
        return earlier.Ended;
    }

    /// <summary>Disposes of the version in place after its last request.</summary>
    public async ValueTask DisposeAsync()
    {
        Tenancy last;
        bool isFree;
        lock (_gate)
        {
            last = _current;
            isFree = last.Retire();
        }

        if (isFree) last.End();
        await last.Ended.ConfigureAwait(false);
    }

    private void Release(Tenancy tenancy)
    {
        bool isFree;
        lock (_gate) isFree = --tenancy.Leases == 0 && tenancy.IsRetired;
        if (isFree) tenancy.End();
    }

    /// <summary>A version and who uses it; touched under the slot's lock.</summary>
    private sealed class Tenancy(ServedModel model)
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ServedModel Model { get; } = model;

        public int Leases { get; set; }

        public bool IsRetired { get; private set; }

        public Task Ended => _ended.Task;

        // True for the one who has to end it: nobody uses it any more, and nobody has ended it.
        public bool Retire()
        {
            bool isFirst = !IsRetired;
            IsRetired = true;
            return isFirst && Leases == 0;
        }

        public void End() => _ = EndAsync();

        private async Task EndAsync()
        {
            try
            {
                await Model.DisposeAsync().ConfigureAwait(false);
                _ended.TrySetResult();
            }
            catch (Exception exception)
            {
                _ended.TrySetException(exception);
            }
        }
    }
}
