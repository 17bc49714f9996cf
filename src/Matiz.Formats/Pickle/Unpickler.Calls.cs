namespace Matiz.Formats.Pickle;

/// <content>Names, and what a pickle asks to be made of them.</content>
internal sealed partial class Unpickler
{
    private const int MostAxes = 64;

    private void Call(byte opcode, long at)
    {
        switch (opcode)
        {
            case (byte)'c':
                Push(Global(_reader.ReadLine(), _reader.ReadLine(), at));
                break;
            case (byte)'i':                                     // names and calls in one
                throw Refused(_reader.ReadLine() + "." + _reader.ReadLine(), at);
            case 0x93:
                if (Take(2) is not [string module, string name]) throw _reader.Damaged($"the name at byte {at} is no text");
                Push(Global(module, name, at));
                break;
            case (byte)'R' or 0x81:
                object?[] call = Take(2);
                if (call is not [PickleGlobal global, object?[] arguments]) throw _reader.Damaged($"the call at byte {at} has no function");
                Push(Make(global, arguments, at));
                break;
            case (byte)'b':                                     // a state dictionary's notes on versions
                Pop();
                if (Top() is PickleGlobal or PickleStorage) throw _reader.Damaged($"byte {at} gives a state to what has none");
                break;
            case (byte)'Q':
                Push(Storage(Pop(), at));
                break;
            default:
                string character = opcode is > 32 and < 127 ? $" ('{(char)opcode}')" : "";
                throw new PickleException(
                    _reader.Path,
                    $"byte {at} is the pickle opcode 0x{opcode:X2}{character}, which no file of tensors needs. "
                    + "A state dictionary as torch.save writes it was expected. Fetch the file again, or take safetensors.");
        }
    }

    private PickleGlobal Global(string module, string name, long at) =>
        PickleGlobals.Find(module + "." + name) ?? throw Refused(module + "." + name, at);

    private PickleException Refused(string name, long at) => new(
        _reader.Path,
        $"the pickle names {name} (byte {at}), which could run code. Tensors alone were expected (of torch and collections.OrderedDict). "
        + (LooksQuantized(name) ? "It belongs to quantized weights: take the model that they were made of. "
            : "Nothing was run. Do not trust the file: take safetensors of another source, or, where it is your own, save "
                + "model.state_dict() alone."),
        name);

    private static bool LooksQuantized(string name) =>
        name.Contains("quant", StringComparison.OrdinalIgnoreCase) || name.Contains("_rebuild_qtensor", StringComparison.Ordinal)
        || name.StartsWith("torch.Q", StringComparison.Ordinal);

    private object? Make(PickleGlobal global, object?[] arguments, long at) => (global.Kind, arguments) switch
    {
        (PickleGlobalKind.OrderedDictionary, []) => new PickleDictionary(),
        (PickleGlobalKind.OrderedDictionary, [List<object?> pairs]) => Dictionary(pairs, at),
        (PickleGlobalKind.Shape, [object?[] lengths]) => lengths,
        (PickleGlobalKind.Tensor, [PickleStorage storage, var offset, var shape, var strides, ..]) =>
            Tensor(storage, storage.DType, offset, shape, strides, at),
        (PickleGlobalKind.TypedTensor, [PickleStorage storage, var offset, var shape, var strides, _, _, PickleGlobal type, ..])
            when type.Kind == PickleGlobalKind.ElementType => Tensor(storage, type.DType, offset, shape, strides, at),
        (PickleGlobalKind.Parameter, [PickleTensor tensor, ..]) => tensor,
        (PickleGlobalKind.Derived, [PickleGlobal inner, PickleGlobal { Kind: PickleGlobalKind.TensorClass }, object?[] rest, ..])
            when inner.Kind != PickleGlobalKind.Derived => Make(inner, rest, at),
        _ => throw _reader.Damaged($"byte {at} calls {global.Name} with {arguments.Length} arguments that it does not take"),
    };

    private PickleDictionary Dictionary(List<object?> pairs, long at)
    {
        var dictionary = new PickleDictionary();
        foreach (object? item in pairs)
        {
            if (item is not (List<object?> { Count: 2 } or object?[] { Length: 2 })) throw _reader.Damaged($"byte {at} makes no pairs");
            var pair = (IList<object?>)item;
            Count();
            dictionary.Pairs.Add(new(pair[0], pair[1]));
        }

        return dictionary;
    }

    private PickleTensor Tensor(PickleStorage storage, ArrayDType? type, object? offset, object? shape, object? strides, long at)
    {
        if (type is not { } dtype) throw _reader.Damaged($"the tensor at byte {at} does not say of what type it is");
        long[] lengths = Numbers(shape, at), steps = Numbers(strides, at);
        if (offset is not (long and >= 0 and var first) || lengths.Length != steps.Length)
            throw _reader.Damaged($"the tensor at byte {at} has {lengths.Length} axes and {steps.Length} steps");
        // An untyped storage counts bytes.
        int size = dtype.Bits() / 8;
        if (storage.DType is null) storage = storage with { DType = dtype, Count = storage.Count / size };
        if (storage.DType != dtype) throw _reader.Damaged($"the tensor at byte {at} is {dtype} over a storage of {storage.DType}");
        return new PickleTensor(storage, dtype, first, lengths, steps);
    }

    private long[] Numbers(object? value, long at)
    {
        if (value is not object?[] { Length: <= MostAxes } items || !Array.TrueForAll(items, item => item is long and >= 0))
            throw _reader.Damaged($"the tensor at byte {at} has a shape that is no tuple of at most {MostAxes} lengths");
        return Array.ConvertAll(items, item => (long)item!);
    }

    // ('storage', class, key, where it lay, elements[, (key, first element, elements) of a part])
    private PickleStorage Storage(object? id, long at)
    {
        if (id as object?[] is not
            ["storage", PickleGlobal { Kind: PickleGlobalKind.Storage } type, string key, _, long and >= 0 and var count, .. var more])
        {
            throw _reader.Damaged($"the storage at byte {at} is not described as torch.save does");
        }

        return more switch
        {
            [] or [null] => new PickleStorage(key, type.DType, count, 0),
            [object?[] part] when part is [_, long and >= 0 and var start, long and >= 0 and var length]
                && start <= count - length =>
                new PickleStorage(key, type.DType, length, start),
            _ => throw _reader.Damaged($"the storage at byte {at} is a part that leaves the whole"),
        };
    }
}
