using System.Globalization;
using System.Runtime.InteropServices;
using Matiz.Formats;
using Matiz.Formats.Safetensors;
using Matiz.Weights;

namespace Matiz.Models.Loading;

/// <summary>A matrix of 8-bit integers in a checkpoint, with its scales: one for each row, and nothing else.</summary>
internal sealed class QuantizedWeight
{
    private const sbyte Least = -127;

    // What other schemes keep beside a weight, by the end of its name.
    private static readonly string[] OtherParts =
    [
        ".weight_zero_point", ".weight_g_idx", ".weight_shape", ".weight_packed", ".input_scale", ".input_zero_point", ".output_scale",
    ];

    private readonly WeightFiles _weights;
    private readonly WeightEntry _scales;

    private QuantizedWeight(WeightFiles weights, WeightEntry entry, WeightEntry scales) =>
        (_weights, Entry, _scales) = (weights, entry, scales);

    /// <summary>The matrix.</summary>
    public WeightEntry Entry { get; }

    /// <summary>The name by which the scales are read.</summary>
    public string ScalesName => _scales.Name;

    /// <summary>Finds the scales of a tensor of I8, and looks whether there is more than them; no number is read.</summary>
    /// <exception cref="CheckpointException">There are none, of another shape or type, or parts of another scheme.</exception>
    public static QuantizedWeight Find(WeightFiles weights, WeightEntry entry)
    {
        string layer = QuantizationScheme.NameOf(entry.OriginalName), name = entry.OriginalName + QuantizationScheme.ScaleEnding;
        if (OtherPartOf(weights, entry) is { } part)
        {
            throw new CheckpointException(
                weights.Path,
                $"there is a tensor '{layer}{part}', expected '{entry.OriginalName}' and '{name}' alone. {QuantizedModels.WhatIsRead}");
        }

        if (!weights.TryGet(entry.Name + QuantizationScheme.ScaleEnding, out var scales))
        {
            throw new CheckpointException(
                weights.Path,
                $"there is no tensor '{name}', but '{entry.OriginalName}' is I8 and needs one scale a row. Fetch the file again.");
        }

        if (scales.DType != ArrayDType.Float32)
        {
            throw new CheckpointException(
                weights.Path, $"tensor '{name}' is {SafetensorsDTypes.NameOf(scales.DType)}, expected F32. {QuantizedModels.WhatIsRead}");
        }

        if (entry.Shape.Length == 2 && scales.Shape.AsSpan().SequenceEqual([entry.Shape[0], 1]))
            return new QuantizedWeight(weights, entry, scales);
        throw new CheckpointException(
            weights.Path,
            $"tensor '{name}' is {scales.ShapeText}, but '{entry.OriginalName}' is {entry.ShapeText}. "
            + "One scale a row was expected: [rows, 1]. Do these files come from two different models?");
    }

    /// <summary>What a quantizer left beside a weight, by the end of its name in the place of <c>.weight</c>; null: nothing.</summary>
    public static string? OtherPartOf(WeightFiles weights, WeightEntry entry)
    {
        string layer = QuantizationScheme.NameOf(entry.Name);
        return Array.Find(OtherParts, part => weights.TryGet(layer + part, out _));
    }

    /// <summary>Looks at every number.</summary>
    /// <exception cref="CheckpointException">One cannot be computed with.</exception>
    public void RequireNumbers()
    {
        int at = ReadValues().IndexOf((sbyte)(Least - 1));
        if (at >= 0)
        {
            throw new CheckpointException(
                _weights.Path,
                $"tensor '{Entry.OriginalName}' holds -128 (value {at}), expected numbers from -127 to 127: products here are exact for "
                + $"those. {QuantizedModels.WhatIsRead}");
        }

        float[] scales = ReadScales();
        int wrong = Array.FindIndex(scales, scale => !float.IsFinite(scale) || scale < 0);
        if (wrong < 0) return;
        throw new CheckpointException(
            _weights.Path,
            $"tensor '{_scales.OriginalName}' holds {scales[wrong].ToString(CultureInfo.InvariantCulture)} at [{wrong}, 0], "
            + "expected finite numbers, none below 0. The file is damaged: fetch it again.");
    }

    /// <summary>The integers, [rows, columns]; valid while the checkpoint is open.</summary>
    public ReadOnlySpan<sbyte> ReadValues() => MemoryMarshal.Cast<byte, sbyte>(_weights.ReadBytes(Entry.Name));

    /// <summary>The scales, [rows].</summary>
    public float[] ReadScales()
    {
        float[] scales = new float[_scales.ElementCount];
        _weights.ReadFloats(_scales.Name, scales);
        return scales;
    }
}
