using Matiz.Formats.Arrays;

namespace Matiz.Formats.Hdf5;

/// <summary>A named array of an HDF5 file; its shape and place were checked against the file.</summary>
internal sealed class Hdf5Dataset
{
    private readonly Hdf5Bytes _file;
    private readonly string _owner;
    private readonly Hdf5Layout _layout;
    private readonly Hdf5Filters _filters;
    private readonly int _elementSize;

    private Hdf5Dataset(Hdf5Bytes file, string owner, Hdf5Type type, long[] shape, long bytes, Hdf5Layout layout, Hdf5Filters filters)
    {
        (_file, _owner, _layout, _filters, _elementSize) = (file, owner, layout, filters, type.Size);
        (DType, Shape, ByteLength) = (type.Number!.Value, shape, bytes);
    }

    /// <summary>The type of the elements.</summary>
    public ArrayDType DType { get; }

    /// <summary>The lengths of the axes, slowest first; empty for a single number.</summary>
    public long[] Shape { get; }

    /// <summary>Bytes of all elements.</summary>
    public long ByteLength { get; }

    /// <summary>The same as an array of a file.</summary>
    /// <param name="name">What the array is called.</param>
    public NamedArray ToArray(string name) => _layout.Kind == Hdf5LayoutKind.Chunked && ByteLength > 0
        ? new ChunkedArray(_file.Path, name, this)
        : new MappedArray(_file.Path, name, DType, Shape, _file.Mapped, ByteLength == 0 ? 0 : _file.Base + (long)_layout.Address);

    /// <summary>Reads what an object header says of an array.</summary>
    /// <exception cref="Hdf5Exception">It is none of numbers that are read here, or its place is not in the file.</exception>
    public static Hdf5Dataset Read(Hdf5Bytes file, IReadOnlyList<Hdf5Message> messages, string name)
    {
        string owner = $"the dataset '{name}'";
        if (Find(Hdf5Message.External) is not null)
            throw file.Fault($"{owner} lies in another file, expected it in this one. Save the file again with h5py.");
        var typeCursor = Need(Hdf5Message.Datatype, "type").Open(file, "a type");
        var type = Hdf5Type.Read(ref typeCursor);
        var spaceCursor = Need(Hdf5Message.Dataspace, "shape").Open(file, "a shape");
        long[] shape = Hdf5Space.Read(ref spaceCursor) ?? [0];
        if (type.Number is not { } number)
        {
            throw file.Fault(
                $"{owner} holds {type.Name}, expected little-endian numbers. Save it as float32.");
        }

        if (!number.TryMeasure(shape, out _, out long bytes))
            throw file.Fault($"{owner} has the shape [{string.Join(", ", shape)}], more than a file can hold. {Hdf5Exception.Damaged}");
        var layout = Hdf5Layout.Read(file, Need(Hdf5Message.Layout, "layout"), type.Size, owner);
        var filters = Hdf5Filters.Read(file, Find(Hdf5Message.Filters), owner);
        var dataset = new Hdf5Dataset(file, owner, type, shape, bytes, layout, filters);
        dataset.Check();
        return dataset;

        Hdf5Message? Find(int kind)
        {
            foreach (var message in messages)
            {
                if (message.Type == kind) return message;
            }

            return null;
        }

        Hdf5Message Need(int kind, string what) =>
            Find(kind) ?? throw file.Fault($"{owner} has no {what}, expected an array of numbers. {Hdf5Exception.Damaged}");
    }

    /// <summary>All elements, little-endian and row-major; a copy where they lie in chunks.</summary>
    /// <exception cref="Hdf5Exception">Chunks break the format, or there are more than 2 GiB.</exception>
    public ReadOnlySpan<byte> Read() =>
        ByteLength == 0 ? []
        : _layout.Kind == Hdf5LayoutKind.Chunked ? Hdf5Chunks.Read(_file, _layout, _filters, Shape, _elementSize, _owner)
        : _file.Span(_layout.Address, ByteLength, _owner);

    private void Check()
    {
        if (ByteLength == 0) return;
        if (_layout.Address == Hdf5Bytes.Nowhere)
            throw _file.Fault($"{_owner} was never written, expected {ByteLength} bytes of numbers. Save the model again.");
        if (_layout.Kind == Hdf5LayoutKind.Chunked) return;
        if (_layout.Size >= 0 && _layout.Size != ByteLength)
        {
            throw _file.Fault(
                $"{_owner} has the shape [{string.Join(", ", Shape)}] of {ByteLength} bytes, but {_layout.Size} are stored. "
                + Hdf5Exception.Damaged);
        }

        _file.Require(_layout.Address, ByteLength, _owner);
    }

    /// <summary>An array that lies in chunks, unpacked when it is first read.</summary>
    private sealed class ChunkedArray(string path, string name, Hdf5Dataset dataset)
        : NamedArray(path, name, dataset.DType, dataset.Shape)
    {
        private readonly Lazy<byte[]> _whole = new(() => dataset.Read().ToArray());

        private protected override void Read(long start, Span<byte> destination) =>
            _whole.Value.AsSpan((int)start, destination.Length).CopyTo(destination);
    }
}
