using Matiz.Models;
using Matiz.Tensors;

namespace Matiz.Training;

/// <summary>
/// What can be trained in: fp32 everywhere, bf16 where the machine is faster at it; 8-bit weights are made from trained ones.
/// </summary>
internal static class TrainingPrecision
{
    /// <summary>Refuses a model that was read from 8-bit weights.</summary>
    /// <exception cref="TrainingException">It was, whatever it is computed in.</exception>
    public static void RequireFloats(SequenceClassificationModel model)
    {
        if (model.Encoder.Origin.Quantization is null) return;
        throw new TrainingException(
            $"{model.Encoder.Origin.Files.Path}: its weights are 8-bit integers, which are not trained. "
            + "Floating-point weights were expected. Train the fp32 model that it was made of, and quantize the result "
            + "(ModelQuantization.Run).");
    }

    /// <summary>Refuses a device that does not train in what was asked of it.</summary>
    /// <exception cref="TrainingException">It computes in another precision than the one asked for, or forward only.</exception>
    public static void Require(Device device)
    {
        if (device.Precision == Precision.Int8)
        {
            throw new TrainingException(
                "DeviceOptions.Precision = int8 computes forward only. fp32 or bf16 was expected for training. "
                + "Train in one of them, and quantize the trained model.");
        }

        if (device.Precision != device.Computed)
        {
            throw new TrainingException(
                $"DeviceOptions.Precision = {device.Precision}: this machine has no unit that is faster at it than at {device.Computed}. "
                + $"{device.Computed} was expected for training here. Leave DeviceOptions.Precision out.");
        }
    }
}
