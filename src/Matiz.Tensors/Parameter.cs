using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Matiz.Tensors;

/// <summary>
/// One weight of a model: a name, the plain 32-bit master values, and its gradient, which adds up over the micro-batches of a
/// step until <see cref="ZeroGradient"/>.
/// </summary>
[DebuggerDisplay("{Name,nq} [{string.Join(\", \", Shape),nq}]")]
public sealed partial class Parameter : IDisposable
{
    private readonly bool[]? _touched;
    private readonly List<int> _touchedRows = [];
    private Tensor? _gradient;

    /// <summary>A parameter of zeros.</summary>
    /// <param name="device">Where the values lie.</param>
    /// <param name="name">The name in the model's weight file.</param>
    /// <param name="shape">
    /// One to three sizes; a vector is held as one row, and what stands behind the first of three (a convolution's) as one row as well.
    /// </param>
    /// <param name="isLookupTable">True for embeddings: the gradient keeps the rows that were looked up and no others.</param>
    /// <exception cref="ArgumentException">The shape has not one to three positive sizes.</exception>
    public Parameter(Device device, string name, IReadOnlyList<int> shape, bool isLookupTable = false)
    {
        if (shape.Count is < 1 or > 3 || shape.Any(size => size <= 0))
            throw new ArgumentException(
                $"parameter '{name}' has shape [{string.Join(", ", shape)}]; one to three positive sizes are expected.", nameof(shape));
        Device = device;
        Name = name;
        Shape = [.. shape];
        Value = Tensor.Zeros(device, shape.Count > 1 ? shape[0] : 1, shape.Count == 3 ? checked(shape[1] * shape[2]) : shape[^1]);
        if (isLookupTable) _touched = new bool[Value.Rows];
        Decays = shape.Count > 1;
    }

    /// <summary>Where the values lie.</summary>
    public Device Device { get; }

    /// <summary>The name in the model's weight file.</summary>
    public string Name { get; }

    /// <summary>The sizes as the weight file has them: one to three.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>The master values, [rows, columns]; a vector is one row.</summary>
    public Tensor Value { get; }

    /// <summary>False for a frozen parameter: it gets no gradient and no update. Default true.</summary>
    public bool Trainable { get; set; } = true;

    /// <summary>True when weight decay applies; default: matrices decay, vectors (biases and norms) do not.</summary>
    public bool Decays { get; set; }

    /// <summary>Raised whenever the values change; packed forms of an older version are made again.</summary>
    public int Version { get; private set; }

    /// <summary>The number of elements.</summary>
    public long Length => Value.Length;

    /// <summary>True when a gradient was added since <see cref="ZeroGradient"/>.</summary>
    public bool HasGradient { get; private set; }

    /// <summary>True when only the rows of <see cref="TouchedRows"/> can have a gradient.</summary>
    internal bool IsLookupTable => _touched is not null;

    /// <summary>The rows of a lookup table that have a gradient, in the order of their first use.</summary>
    internal ReadOnlySpan<int> TouchedRows => CollectionsMarshal.AsSpan(_touchedRows);

    /// <summary>For each row of a lookup table whether it has a gradient.</summary>
    internal ReadOnlySpan<bool> TouchedFlags => _touched;

    /// <summary>The gradient's memory, zero where nothing was added.</summary>
    internal Tensor GradientBuffer => _gradient ??= Tensor.Zeros(Device, Value.Rows, Value.Columns);

    /// <summary>The gradient as an array of the value's layout; zeros where none was added.</summary>
    public float[] GradientToArray() => _gradient is null || !HasGradient ? new float[Length] : _gradient.ToArray();

    /// <summary>Overwrites the values.</summary>
    /// <exception cref="ArgumentException">Another number of values.</exception>
    public void CopyFrom(ReadOnlySpan<float> values)
    {
        Value.CopyFrom(values);
        Changed();
    }

    /// <summary>Lets a callback write the values where they will lie, row by row, such as one that converts them out of a file.</summary>
    /// <param name="fill">Gets the place of all values, and overwrites each.</param>
    public void Fill(Action<Span<float>> fill)
    {
        Value.Write(fill);
        Changed();
    }

    /// <summary>Forgets the gradient; memory is kept for the next step.</summary>
    public void ZeroGradient()
    {
        if (!HasGradient) return;
        HasGradient = false;
        if (_touched is null)
        {
            _gradient!.Clear();
            return;
        }

        foreach (int row in _touchedRows)
        {
            _gradient!.ClearRow(row);
            _touched[row] = false;
        }

        _touchedRows.Clear();
    }

    /// <summary>Frees values and gradient.</summary>
    public void Dispose()
    {
        Value.Dispose();
        _gradient?.Dispose();
        DropQuantized();
    }

    /// <summary>Says that the values were written in place.</summary>
    internal void Changed()
    {
        Version++;
        DropQuantized();
    }

    /// <summary>Says that a kernel is about to add to the gradient (of a lookup table: after <see cref="Touch"/>).</summary>
    internal void MarkGradient() => HasGradient = true;

    /// <summary>Says that a kernel is about to add to the gradient of every row, as a product with the matrix does.</summary>
    internal void MarkWholeGradient()
    {
        HasGradient = true;
        if (_touched is null || _touchedRows.Count == _touched.Length) return;
        for (int row = 0; row < _touched.Length; row++) Touch(row);
    }

    /// <summary>Notes a row of a lookup table that gets a gradient.</summary>
    internal void Touch(int row)
    {
        if (_touched![row]) return;
        _touched[row] = true;
        _touchedRows.Add(row);
    }
}
