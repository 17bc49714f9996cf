using Matiz.Formats.Arrays;
using Matiz.Formats.Pickle;

namespace Matiz.Weights;

/// <summary>Weights that torch.save wrote. They are read without running the pickle in them.</summary>
internal static class PyTorchWeights
{
    /// <summary>The entry of <see cref="WeightFormat.All"/>.</summary>
    public static WeightFormat Format { get; } = new()
    {
        Name = "pytorch",
        Title = "PyTorch",
        FileNames = ["pytorch_model.bin"],
        Extensions = [".bin", ".pt", ".pth", ".ckpt"],
        Open = PyTorchFile.Open,
        Write = (path, content) =>
            PyTorchWriter.Write(path, [.. content.Weights.Select(weight => TensorToWrite.From(weight.Array, weight.Name))]),
    };
}
