using Matiz.Models;

namespace Matiz.Peers;

/// <summary>A program that computes the logits of a classifier.</summary>
internal abstract class Peer(string name) : IDisposable
{
    /// <summary>What it is called in tables.</summary>
    public string Name { get; } = name;

    /// <summary>
    /// What computes the logits of a batch, [rows, labels], from ids that lie as this program wants them: only that is timed.
    /// </summary>
    public abstract Func<float[]> Prepare(TokenBatch batch);

    /// <summary>Gives back what it holds.</summary>
    public abstract void Dispose();
}
