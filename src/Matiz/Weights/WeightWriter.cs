using Matiz.Formats.Arrays;
using Matiz.Formats.Safetensors;

namespace Matiz.Weights;

/// <summary>Writes the weights of a model.</summary>
public static class WeightWriter
{
    /// <summary>
    /// Writes a safetensors file with the metadata <c>format: pt</c> that Python's loaders expect: the same tensors give the same bytes,
    /// no time and no path. The file is written beside the old one, flushed and renamed. Tied tensors are given once, under one name.
    /// </summary>
    /// <param name="path">The file, usually <c>model.safetensors</c> of a model folder.</param>
    /// <param name="tensors">In any order; the bytes of each are asked for when its turn comes, one after another.</param>
    /// <exception cref="ArgumentException">A name is given twice.</exception>
    /// <exception cref="IOException">The disk is full or the folder cannot be written; the old file is as it was.</exception>
    public static void Save(string path, IEnumerable<TensorToWrite> tensors) =>
        SafetensorsWriter.Write(path, tensors, SafetensorsWriter.PyTorchFormat);
}
