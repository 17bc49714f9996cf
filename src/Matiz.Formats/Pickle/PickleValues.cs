namespace Matiz.Formats.Pickle;

/// <summary>A dictionary of a pickle: its pairs, in their order. Of equal keys the last counts, as in Python.</summary>
internal sealed class PickleDictionary
{
    public List<KeyValuePair<object?, object?>> Pairs { get; } = [];

    /// <summary>The value of a text key; null where there is none.</summary>
    public object? this[string key] =>
        Pairs.FindLast(pair => pair.Key is string name && string.Equals(name, key, StringComparison.Ordinal)).Value;
}

/// <summary>A storage by its key: where its bytes lie is said elsewhere in the file.</summary>
/// <param name="Key">The name of the bytes.</param>
/// <param name="DType">The elements; null: bytes.</param>
/// <param name="Count">How many elements it has.</param>
/// <param name="Start">The element of the stored bytes at which it begins; 0 but for views of old files.</param>
internal sealed record PickleStorage(string Key, ArrayDType? DType, long Count, long Start);

/// <summary>A tensor: elements of a storage.</summary>
/// <param name="Storage">Where they lie.</param>
/// <param name="DType">The element type.</param>
/// <param name="Offset">The first element.</param>
/// <param name="Shape">The lengths of the axes.</param>
/// <param name="Strides">The steps along them, in elements.</param>
internal sealed record PickleTensor(PickleStorage Storage, ArrayDType DType, long Offset, long[] Shape, long[] Strides);

/// <summary>Something that holds no tensor, such as bytes.</summary>
internal sealed class PickleOther
{
    public static PickleOther Instance { get; } = new();
}
