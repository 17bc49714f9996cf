using Matiz.Tensors.Memory;
using Matiz.Tensors.Operations;
using Matiz.Tensors.Random;

namespace Matiz.Tensors;

/// <summary>
/// Owns one pass: the intermediates, and the list of operations to walk back through. Operations are extension methods of the
/// tape, each beside its gradient. A tape belongs to one thread; parameters are shared and read only while tapes run.
/// </summary>
/// <example>
/// <code>
/// using var tape = device.NewTape(training: true);
/// var hidden = tape.Linear(x, weights, Activation.Gelu);
/// </code>
/// </example>
public sealed class Tape : IDisposable
{
    private readonly Arena _arena;
    private readonly List<Entry> _entries = [];
    private readonly StepRandomness _randomness;
    private uint _dropoutOrdinal;
    private bool _disposed;

    internal Tape(Device device, Arena arena, bool training, StepRandomness randomness)
    {
        Device = device;
        _arena = arena;
        IsTraining = training;
        _randomness = randomness;
    }

    /// <summary>True when operations are recorded and dropout is drawn.</summary>
    public bool IsTraining { get; }

    /// <summary>Where the tape computes.</summary>
    public Device Device { get; }

    internal KernelTable Kernels => Device.Kernels;

    /// <summary>A tensor in the tape's memory with unspecified content: the place for an operation's output.</summary>
    public Tensor NewTensor(int rows, int columns, DType dtype = DType.Float32)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return Tensor.InArena(Device, _arena, rows, columns, dtype);
    }

    /// <summary>A tensor in the tape's memory, filled row by row.</summary>
    /// <exception cref="ArgumentException">There are not rows × columns values.</exception>
    public Tensor NewTensor(int rows, int columns, ReadOnlySpan<float> values)
    {
        var tensor = NewTensor(rows, columns);
        tensor.CopyFrom(values);
        return tensor;
    }

    /// <summary>
    /// Adds an operation to the walk back. <paramref name="backward"/> gets the output's gradient and adds to the gradients of
    /// the inputs with <see cref="AddGradient"/>. Nothing is recorded when no input needs a gradient, or when not training.
    /// </summary>
    public void Record(Tensor output, IReadOnlyList<Tensor> inputs, Action<Tensor> backward) =>
        Record(output, inputs.Any(input => input.RequiresGradient), backward);

    /// <summary>Adds <paramref name="gradient"/> to what has reached <paramref name="tensor"/> so far.</summary>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public void AddGradient(Tensor tensor, ReadOnlySpan<float> gradient)
    {
        if (gradient.Length != tensor.Length)
            throw new ArgumentException(
                $"a gradient of {gradient.Length} values was given for a tensor of {tensor.Rows} × {tensor.Columns}.", nameof(gradient));
        var target = GradientFor(tensor, out bool accumulate);
        if (!accumulate)
        {
            target.CopyFrom(gradient);
            return;
        }

        float[] sum = target.ToArray();
        for (int i = 0; i < sum.Length; i++) sum[i] += gradient[i];
        target.CopyFrom(sum);
    }

    /// <summary>
    /// Walks back from <paramref name="output"/>, whose own gradient is given, to every parameter and every tensor that needs one.
    /// Parameter gradients are added to what they hold.
    /// </summary>
    /// <exception cref="InvalidOperationException">The tape does not train, or nothing that leads to the output was recorded.</exception>
    public void Backward(Tensor output, ReadOnlySpan<float> outputGradient)
    {
        if (!IsTraining) throw new InvalidOperationException("This tape records nothing: make it with training: true.");
        if (!output.RequiresGradient)
            throw new InvalidOperationException("No trainable parameter leads to this tensor; is every layer frozen?");
        AddGradient(output, outputGradient);
        for (int i = _entries.Count - 1; i >= 0; i--)
        {
            if (_entries[i].Output.Gradient is { } gradient) _entries[i].Backward(gradient);
        }

        _entries.Clear();
    }

    /// <summary>
    /// Says that <paramref name="tensor"/> will not be read again. Without training its memory is used for the next tensor of its
    /// size at once; in training the walk back needs it, and nothing happens.
    /// </summary>
    public void Release(Tensor tensor)
    {
        if (!IsTraining) tensor.Release();
    }

    /// <summary>Takes the memory back. Tensors of this tape are stale from here on.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _entries.Clear();
        Device.Return(_arena);
    }

    internal void Record(Tensor output, bool requiresGradient, Action<Tensor> backward)
    {
        if (!IsTraining || !requiresGradient) return;
        output.RequiresGradient = true;
        _entries.Add(new Entry(output, backward));
    }

    /// <summary>A tensor that is only kept in the narrow numbers that linear layers compute in.</summary>
    internal Tensor NewQuantizedTensor(int rows, int columns)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return Tensor.QuantizedInArena(Device, _arena, rows, columns, Kernels.Linear.Quantizer.Element);
    }

    /// <summary>
    /// Prepares for an operation to leave its result in narrow numbers too, while it is in the cache, where the linear layer that reads it
    /// computes in them.
    /// </summary>
    internal void WantQuantized(Tensor y)
    {
        var quantizer = Kernels.Linear.Quantizer;
        if (!IsTraining && quantizer.Exists) y.WantQuantized(quantizer.Element);
    }

    /// <summary>The memory of a gradient, and whether it already holds something that must be added to.</summary>
    internal Tensor GradientFor(Tensor tensor, out bool accumulate)
    {
        accumulate = tensor.Gradient is not null;
        return tensor.Gradient ??= NewTensor(tensor.Rows, tensor.Columns);
    }

    /// <summary>What keys the next dropout; inactive when not training.</summary>
    internal DropoutKey NextDropout(float rate)
    {
        if (!IsTraining) return default;
        uint ordinal = _dropoutOrdinal++;
        return rate > 0 ? new DropoutKey(rate, _randomness, ordinal) : default;
    }

    private readonly record struct Entry(Tensor Output, Action<Tensor> Backward);
}
