using Matiz.Models;
using Matiz.Tensors;

namespace Matiz.Peers;

/// <summary>Matiz itself: ragged batches, the last layer for first tokens only, as every user gets it.</summary>
internal sealed class MatizPeer : Peer
{
    private readonly Device _device;
    private readonly SequenceClassificationModel _model;

    /// <summary>Opens a model's folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="threads">Threads that compute.</param>
    /// <param name="precision">What it computes in.</param>
    public MatizPeer(string folder, int threads, Precision precision)
        : base("Matiz")
    {
        _device = Device.Open(options: new DeviceOptions { Threads = threads, Precision = precision });
        _model = AutoModelForSequenceClassification.FromPretrained(folder, device: _device);
    }

    /// <inheritdoc/>
    public override Func<float[]> Prepare(TokenBatch batch) => () =>
    {
        using var tape = _device.NewTape(training: false);
        return _model.Forward(tape, batch).ToArray();
    };

    /// <inheritdoc/>
    public override void Dispose()
    {
        foreach (var parameter in _model.Parameters) parameter.Dispose();
        _device.Dispose();
    }
}
