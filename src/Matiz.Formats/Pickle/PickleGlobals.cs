namespace Matiz.Formats.Pickle;

/// <summary>What a name in a pickle stands for.</summary>
internal enum PickleGlobalKind
{
    /// <summary>A dictionary that keeps its order.</summary>
    OrderedDictionary,

    /// <summary>A tensor of a storage, its offset, shape and steps; version 2 has more arguments, which do not matter.</summary>
    Tensor,

    /// <summary>The same with an element type of its own, over a storage of bytes.</summary>
    TypedTensor,

    /// <summary>A tensor that is trained: the tensor.</summary>
    Parameter,

    /// <summary>A tensor of a derived class: what another of these makes.</summary>
    Derived,

    /// <summary>A storage's class.</summary>
    Storage,

    /// <summary>An element type.</summary>
    ElementType,

    /// <summary>A shape, which is a tuple.</summary>
    Shape,

    /// <summary>A tensor's class, named and never called.</summary>
    TensorClass,
}

/// <summary>A name that pickles of tensors may use.</summary>
/// <param name="Name">As Python writes it.</param>
/// <param name="Kind">What it stands for.</param>
/// <param name="DType">The elements of a storage or the type; null: bytes.</param>
internal sealed record PickleGlobal(string Name, PickleGlobalKind Kind, ArrayDType? DType = null);

/// <summary>
/// The names that pickles of tensors may use. Nothing of them is called: each is read as what it stands for, and every other name is
/// refused.
/// </summary>
internal static class PickleGlobals
{
    private static readonly Dictionary<string, PickleGlobal> _all = new PickleGlobal[]
    {
        new("collections.OrderedDict", PickleGlobalKind.OrderedDictionary),
        new("torch._utils._rebuild_tensor", PickleGlobalKind.Tensor),
        new("torch._utils._rebuild_tensor_v2", PickleGlobalKind.Tensor),
        new("torch._utils._rebuild_tensor_v3", PickleGlobalKind.TypedTensor),
        new("torch._utils._rebuild_parameter", PickleGlobalKind.Parameter),
        new("torch._utils._rebuild_parameter_with_state", PickleGlobalKind.Parameter),
        new("torch._tensor._rebuild_from_type_v2", PickleGlobalKind.Derived),
        new("torch.Tensor", PickleGlobalKind.TensorClass),
        new("torch.nn.parameter.Parameter", PickleGlobalKind.TensorClass),
        new("torch.Size", PickleGlobalKind.Shape),

        new("torch.storage.UntypedStorage", PickleGlobalKind.Storage),
        new("torch.FloatStorage", PickleGlobalKind.Storage, ArrayDType.Float32),
        new("torch.DoubleStorage", PickleGlobalKind.Storage, ArrayDType.Float64),
        new("torch.HalfStorage", PickleGlobalKind.Storage, ArrayDType.Float16),
        new("torch.BFloat16Storage", PickleGlobalKind.Storage, ArrayDType.BFloat16),
        new("torch.LongStorage", PickleGlobalKind.Storage, ArrayDType.Int64),
        new("torch.IntStorage", PickleGlobalKind.Storage, ArrayDType.Int32),
        new("torch.ShortStorage", PickleGlobalKind.Storage, ArrayDType.Int16),
        new("torch.CharStorage", PickleGlobalKind.Storage, ArrayDType.Int8),
        new("torch.ByteStorage", PickleGlobalKind.Storage, ArrayDType.UInt8),
        new("torch.BoolStorage", PickleGlobalKind.Storage, ArrayDType.Bool),
        new("torch.ComplexFloatStorage", PickleGlobalKind.Storage, ArrayDType.Complex64),

        new("torch.float32", PickleGlobalKind.ElementType, ArrayDType.Float32),
        new("torch.float64", PickleGlobalKind.ElementType, ArrayDType.Float64),
        new("torch.float16", PickleGlobalKind.ElementType, ArrayDType.Float16),
        new("torch.bfloat16", PickleGlobalKind.ElementType, ArrayDType.BFloat16),
        new("torch.float8_e4m3fn", PickleGlobalKind.ElementType, ArrayDType.Float8E4M3),
        new("torch.float8_e5m2", PickleGlobalKind.ElementType, ArrayDType.Float8E5M2),
        new("torch.float8_e4m3fnuz", PickleGlobalKind.ElementType, ArrayDType.Float8E4M3Fnuz),
        new("torch.float8_e5m2fnuz", PickleGlobalKind.ElementType, ArrayDType.Float8E5M2Fnuz),
        new("torch.float8_e8m0fnu", PickleGlobalKind.ElementType, ArrayDType.Float8E8M0),
        new("torch.int64", PickleGlobalKind.ElementType, ArrayDType.Int64),
        new("torch.int32", PickleGlobalKind.ElementType, ArrayDType.Int32),
        new("torch.int16", PickleGlobalKind.ElementType, ArrayDType.Int16),
        new("torch.int8", PickleGlobalKind.ElementType, ArrayDType.Int8),
        new("torch.uint8", PickleGlobalKind.ElementType, ArrayDType.UInt8),
        new("torch.uint16", PickleGlobalKind.ElementType, ArrayDType.UInt16),
        new("torch.uint32", PickleGlobalKind.ElementType, ArrayDType.UInt32),
        new("torch.uint64", PickleGlobalKind.ElementType, ArrayDType.UInt64),
        new("torch.bool", PickleGlobalKind.ElementType, ArrayDType.Bool),
        new("torch.complex64", PickleGlobalKind.ElementType, ArrayDType.Complex64),
    }.ToDictionary(global => global.Name, StringComparer.Ordinal);

    /// <summary>Every name that is read.</summary>
    public static IReadOnlyCollection<PickleGlobal> All => _all.Values;

    /// <summary>What a name stands for; null: it is refused.</summary>
    public static PickleGlobal? Find(string name) => _all.GetValueOrDefault(name);

    /// <summary>PyTorch's class of a storage of an element type; null where it has only <c>UntypedStorage</c>.</summary>
    public static PickleGlobal? StorageOf(ArrayDType dtype) =>
        _all.Values.FirstOrDefault(global => global.Kind == PickleGlobalKind.Storage && global.DType == dtype);

    /// <summary>PyTorch's name of an element type; null where it has none.</summary>
    public static PickleGlobal? ElementTypeOf(ArrayDType dtype) =>
        _all.Values.FirstOrDefault(global => global.Kind == PickleGlobalKind.ElementType && global.DType == dtype);
}
