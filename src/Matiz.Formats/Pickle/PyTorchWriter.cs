using Matiz.Formats.Arrays;
using Matiz.Formats.Zip;

namespace Matiz.Formats.Pickle;

/// <summary>
/// Writes a state dictionary as torch.save does (the zip form): what <c>torch.load(…, weights_only=True)</c> opens. The same tensors give
/// the same bytes.
/// </summary>
internal static class PyTorchWriter
{
    private const byte False = 0x89, EmptyTuple = (byte)')', Reduce = (byte)'R', Mark = (byte)'(', Tuple = (byte)'t';

    /// <summary>Writes a file atomically: the old one stays until the new one is whole and on the disk.</summary>
    /// <param name="path">The file; its name without extension is the folder in the archive.</param>
    /// <param name="tensors">In their order; none twice.</param>
    /// <exception cref="ArgumentException">PyTorch has no such element type.</exception>
    public static void Write(string path, IReadOnlyList<TensorToWrite> tensors)
    {
        ReadOnlyMemory<byte> pickle = Pickle(tensors);
        string root = Path.GetFileNameWithoutExtension(path) + "/";
        AtomicFile.Write(path, stream =>
        {
            var zip = new StoredZipWriter(stream);
            Add(zip, root + "data.pkl", pickle);
            Add(zip, root + ".format_version", "1"u8.ToArray());
            Add(zip, root + ".storage_alignment", "64"u8.ToArray());
            Add(zip, root + "byteorder", "little"u8.ToArray());
            using var buffer = new TensorToWrite.WriteBuffer();
            for (int i = 0; i < tensors.Count; i++)
                zip.Add($"{root}data/{i}", tensors[i].ByteLength, entry => tensors[i].WriteTo(entry, buffer));
            Add(zip, root + "version", "3\n"u8.ToArray());
            zip.Finish();
        });
    }

    private static void Add(StoredZipWriter zip, string name, ReadOnlyMemory<byte> bytes) =>
        zip.Add(name, bytes.Length, stream => stream.Write(bytes.Span));

    private static ReadOnlyMemory<byte> Pickle(IReadOnlyList<TensorToWrite> tensors)
    {
        var pickle = new PickleWriter();
        pickle.Op(0x80, 2);
        pickle.Global("collections", "OrderedDict");
        pickle.Op(EmptyTuple);
        pickle.Op(Reduce);
        pickle.Remember();
        pickle.Op(Mark);
        for (int i = 0; i < tensors.Count; i++)
        {
            pickle.Text(tensors[i].Name);
            Write(pickle, tensors[i], i);
        }

        pickle.Op((byte)'u');
        pickle.Op((byte)'.');
        return pickle.Bytes;
    }

    // _rebuild_tensor_v2(storage, offset, shape, steps, requires_grad, hooks); types without a storage of their own lie in bytes.
    private static void Write(PickleWriter pickle, TensorToWrite tensor, int key)
    {
        var storage = PickleGlobals.StorageOf(tensor.DType);
        string? type = storage is null ? ElementType(tensor) : null;
        pickle.Global("torch._utils", type is null ? "_rebuild_tensor_v2" : "_rebuild_tensor_v3");
        pickle.Op(Mark);
        pickle.Op(Mark);
        pickle.Word("storage");
        if (storage is null) pickle.Global("torch.storage", "UntypedStorage");
        else pickle.Global("torch", LastPart(storage.Name));
        pickle.Text(key.ToString(System.Globalization.CultureInfo.InvariantCulture));
        pickle.Word("cpu");
        pickle.Number(type is null ? tensor.ElementCount : tensor.ByteLength);
        pickle.Op(Tuple);
        pickle.Remember();
        pickle.Op((byte)'Q');
        pickle.Number(0);
        pickle.Tuple(tensor.Shape);
        pickle.Tuple(StridedCopy.RowMajor(tensor.Shape));
        pickle.Op(False);
        pickle.Global("collections", "OrderedDict");
        pickle.Op(EmptyTuple);
        pickle.Op(Reduce);
        pickle.Remember();
        if (type is not null) pickle.Global("torch", type);
        pickle.Op(Tuple);
        pickle.Remember();
        pickle.Op(Reduce);
        pickle.Remember();
    }

    private static string ElementType(TensorToWrite tensor) => PickleGlobals.ElementTypeOf(tensor.DType) is { } type
        ? LastPart(type.Name)
        : throw new ArgumentException($"tensor '{tensor.Name}' is {tensor.DType}, which PyTorch has not. Write it as another type.");

    private static string LastPart(string name) => name[(name.LastIndexOf('.') + 1)..];
}
