using Matiz.Formats.Arrays;

namespace Matiz.Formats.Pickle;

/// <summary>
/// A file of torch.save (<c>pytorch_model.bin</c>, <c>.pt</c>, <c>.pth</c>), open for reading: the tensors of its state dictionary. The
/// pickle in it is read by <see cref="Unpickler"/>, which runs nothing; the numbers lie mapped, whatever their steps.
/// </summary>
internal sealed class PyTorchFile : ArrayFile
{
    private const long SpareBytes = 64 << 20;
    private readonly MappedBytes _bytes;

    private PyTorchFile(string path, MappedBytes bytes)
        : base(path)
    {
        _bytes = bytes;
        try
        {
            Arrays = Read();
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    public override IReadOnlyList<NamedArray> Arrays { get; }

    /// <summary>Reads from bytes, which are closed with the file, or at once where they break the format.</summary>
    /// <exception cref="ArrayFileException">
    /// They are no file of tensors; a <see cref="PickleException"/> names what would run code.
    /// </exception>
    public static PyTorchFile Open(string path, MappedBytes bytes) => new(path, bytes);

    protected override void Dispose(bool disposing) => _bytes.Dispose();

    private List<NamedArray> Read()
    {
        var start = _bytes.Span(0, (int)Math.Min(_bytes.Length, 1024));
        if (Lookalikes.Reason(start, "a PyTorch checkpoint") is { } reason) throw new PickleException(Path, reason);
        var container = start.StartsWith(FileSignatures.Zip) ? PyTorchZip.Read(Path, _bytes) : PyTorchLegacy.Read(Path, _bytes);
        var arrays = new List<NamedArray>();
        var shown = new HashSet<ArrayIdentity>();
        long allowed = (long)Math.Min(SpareBytes + (4 * (double)_bytes.Length), long.MaxValue / 2);
        foreach (var (name, tensor) in StateDictionary.Read(Path, container.Root))
        {
            var array = ToArray(name, tensor, container);
            arrays.Add(array);
            if (!shown.Add(array.Identity!.Value)) continue;
            allowed -= Math.Min(array.ByteLength, long.MaxValue / 2);
            if (allowed >= 0) continue;
            throw Damaged(
                name, $"and those before it have more than four times the {_bytes.Length} bytes of the file, each shown in many ways");
        }

        return arrays;
    }

    private NamedArray ToArray(string name, PickleTensor tensor, PyTorchContainer container)
    {
        var storage = tensor.Storage;
        int size = tensor.DType.Bits() / 8;
        if (container.Locate(storage) is not var (place, bytes)) throw Damaged(name, $"lies in storage '{storage.Key}', which is missing");
        if (storage.Start > bytes / size - storage.Count)
            throw Damaged(name, $"lies in storage '{storage.Key}' of {bytes} bytes, expected {storage.Count} elements of {tensor.DType}");

        bool isEmpty = Array.IndexOf(tensor.Shape, 0) >= 0;
        if (!isEmpty && !IsWithin(tensor))
        {
            throw Damaged(
                name,
                $"of shape [{string.Join(", ", tensor.Shape)}] with steps [{string.Join(", ", tensor.Strides)}] from element "
                + $"{tensor.Offset} leaves its storage of {storage.Count}");
        }

        long offset = place + (isEmpty ? 0 : (storage.Start + tensor.Offset) * size);
        bool isWhole = isEmpty || LiesRowMajor(tensor);
        return isWhole && (!container.IsBigEndian || size == 1)
            ? new MappedArray(Path, name, tensor.DType, tensor.Shape, _bytes, offset)
            : new StridedArray(Path, name, tensor.DType, tensor.Shape, tensor.Strides, _bytes, offset, container.IsBigEndian);
    }

    private static bool IsWithin(PickleTensor tensor)
    {
        long left = tensor.Storage.Count - 1 - tensor.Offset;   // elements behind the first
        for (int axis = 0; axis < tensor.Shape.Length && left >= 0; axis++)
        {
            long steps = tensor.Shape[axis] - 1, stride = tensor.Strides[axis];
            if (steps > 0 && stride > left / steps) return false;
            left -= steps * stride;
        }

        return left >= 0;
    }

    // An axis of length 1 may have any step.
    private static bool LiesRowMajor(PickleTensor tensor)
    {
        long[] expected = StridedCopy.RowMajor(tensor.Shape);
        for (int axis = 0; axis < expected.Length; axis++)
        {
            if (tensor.Shape[axis] > 1 && tensor.Strides[axis] != expected[axis]) return false;
        }

        return true;
    }

    private PickleException Damaged(string name, string found) =>
        new(Path, $"tensor '{name}' {found}. The file is damaged or was not copied whole: fetch it again.");
}
