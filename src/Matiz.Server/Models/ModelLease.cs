namespace Matiz.Server.Models;

/// <summary>A model that stays loaded until this is disposed of, whatever takes its place meanwhile.</summary>
internal sealed class ModelLease(ServedModel model, Action release) : IDisposable
{
    private Action? _release = release;

    /// <summary>The model.</summary>
    public ServedModel Model { get; } = model;

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
