using Matiz.Formats.Arrays;
using Matiz.Formats.Hdf5;

namespace Matiz.Weights.Keras;

/// <summary>Weights of Keras 2 in HDF5, as the TensorFlow classes of transformers saved them.</summary>
internal static class KerasWeights
{
    // The pooler that TensorFlow's MPNet has below heads as well, where nothing reads it.
    private const string UnreadPooler = "mpnet.pooler.", MpnetPrefix = "mpnet.";

    /// <summary>The entry of <see cref="WeightFormat.All"/>.</summary>
    public static WeightFormat Format { get; } = new()
    {
        Name = "keras",
        Title = "Keras",
        FileNames = ["tf_model.h5"],
        Extensions = [".h5", ".hdf5"],
        Open = KerasFile.Open,
        ToWeights = ToWeights,
        Write = KerasWriter.Write,
        ModelTypes = KerasLayouts.ModelTypes,
    };

    /// <summary>Arrays with Keras's names and axes by those of PyTorch.</summary>
    public static List<NamedWeight> ToWeights(IReadOnlyList<NamedArray> arrays)
    {
        string? scope = KerasNames.CommonScope([.. arrays.Select(array => array.Name)]);
        List<NamedWeight> weights = [.. arrays.Select(array => new NamedWeight(KerasNames.ToPyTorch(array.Name, scope), WithAxes(array)))];
        if (weights.Exists(weight => !weight.Name.StartsWith(MpnetPrefix, StringComparison.Ordinal)))
            weights.RemoveAll(weight => weight.Name.StartsWith(UnreadPooler, StringComparison.Ordinal));
        return weights;
    }

    // Products [inputs, outputs] and convolutions [width, inputs, outputs] are turned; vectors may have axes of length 1 before theirs.
    private static NamedArray WithAxes(NamedArray array) => (KerasNames.LastPart(array.Name), array.Shape) switch
    {
        ("kernel", [_, _]) => new PermutedArray(array, 1, 0),
        ("kernel", [_, _, _]) => new PermutedArray(array, 2, 1, 0),
        ("kernel", [_, _, _, _]) => new PermutedArray(array, 3, 2, 0, 1),
        ("bias" or "beta" or "gamma", [.. var ones, var length]) when ones.Length > 0 && Array.TrueForAll(ones, one => one == 1) =>
            new ReshapedArray(array, length),
        _ => array,
    };
}
