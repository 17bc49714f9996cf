using Matiz.Tensors;

namespace Matiz.Models.Loading;

/// <summary>What a model is computed in: the one place that decides.</summary>
internal static class ModelDevice
{
    /// <summary>
    /// The device on which a model will lie: the one that was named, computing as was asked for; where nobody chose a precision, int8 for
    /// a folder of 8-bit weights, and fp32 for every other.
    /// </summary>
    /// <param name="named">The caller's; null: <see cref="Device.Default"/>.</param>
    /// <param name="scheme">The folder's; null: its weights are floating-point numbers.</param>
    public static Device Choose(Device? named, QuantizationScheme? scheme)
    {
        var device = named ?? Device.Default;
        return scheme is null || device.HasChosenPrecision ? device : device.WithPrecision(Precision.Int8);
    }
}
