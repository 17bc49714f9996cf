using System.Globalization;
using System.Runtime.InteropServices;
using Matiz.Formats;
using Matiz.Formats.Safetensors;
using Matiz.Tensors;
using Matiz.Weights;

namespace Matiz.Models.Loading;

/// <content>Weights of 8-bit integers with a scale a row, where config.json says that there are such.</content>
public sealed partial class ParameterLoader
{
    private const sbyte Least = -127;

    // What other schemes keep beside a weight, by the end of its name.
    private static readonly string[] OtherParts =
        ["weight_zero_point", "weight_g_idx", "weight_shape", "weight_packed", "input_scale", "input_zero_point", "output_scale"];

    private readonly List<(Parameter Parameter, string FileName)> _toReadQuantized = [];

    // Whether a weight is to be read as integers: checks that the file has what config.json says.
    private bool IsQuantized(WeightEntry entry, string fileName, bool isLinear, bool isLookupTable)
    {
        string layer = QuantizationScheme.NameOf(entry.OriginalName);
        bool isCovered = Origin.Quantization is { } scheme
            && (isLinear ? scheme.CoversLayer(layer) : isLookupTable && scheme.CoversTable(layer));
        if (!isCovered)
        {
            if (Origin.Quantization is not null && entry.DType == ArrayDType.Int8)
            {
                throw Refuse(
                    $"tensor '{entry.OriginalName}' is I8, but config.json ('{QuantizationScheme.Key}') does not cover it. "
                    + "Floating-point numbers were expected. Do these files come from two different models?");
            }

            QuantizedModels.Refuse(_weights.Path, entry);
            return false;
        }

        if (entry.DType != ArrayDType.Int8)
        {
            throw Refuse(
                $"tensor '{entry.OriginalName}' is {SafetensorsDTypes.NameOf(entry.DType)}, but config.json "
                + $"('{QuantizationScheme.Key}') covers it. I8 was expected. {QuantizedModels.WhatIsRead}");
        }

        if (Array.Find(OtherParts, part => Contains($"{QuantizationScheme.NameOf(fileName)}.{part}")) is { } part)
        {
            throw Refuse(
                $"there is a tensor '{layer}.{part}', expected '{layer}.weight' and '{layer}.weight{QuantizationScheme.ScaleEnding}' "
                + $"alone. {QuantizedModels.WhatIsRead}");
        }

        RequireScales(entry, fileName);
        return true;
    }

    private void RequireScales(WeightEntry entry, string fileName)
    {
        string name = entry.OriginalName + QuantizationScheme.ScaleEnding;
        if (!_weights.TryGet(fileName + QuantizationScheme.ScaleEnding, out var scales))
            throw Refuse($"there is no tensor '{name}', but '{entry.OriginalName}' is I8 and needs one scale a row. Fetch the file again.");
        _used.Add(fileName + QuantizationScheme.ScaleEnding);
        if (scales.DType != ArrayDType.Float32)
            throw Refuse(
                $"tensor '{name}' is {SafetensorsDTypes.NameOf(scales.DType)}, expected F32. {QuantizedModels.WhatIsRead}");
        if (entry.Shape.Length > 0 && scales.Shape.AsSpan().SequenceEqual([entry.Shape[0], 1])) return;
        throw Refuse(
            $"tensor '{name}' is {scales.ShapeText}, but '{entry.OriginalName}' is {entry.ShapeText}. "
            + "One scale a row was expected: [rows, 1]. Do these files come from two different models?");
    }

    // Before any core reads: what is found wrong here is said of the file, in its order.
    private void CheckQuantized()
    {
        foreach (var (_, fileName) in _toReadQuantized)
        {
            int at = QuantizedValues(fileName).IndexOf((sbyte)(Least - 1));
            if (at >= 0)
            {
                throw Refuse(
                    $"tensor '{fileName}' holds -128 (value {at}), expected numbers from -127 to 127: products here are exact for those. "
                    + QuantizedModels.WhatIsRead);
            }

            float[] scales = Scales(fileName);
            int wrong = Array.FindIndex(scales, scale => !float.IsFinite(scale) || scale < 0);
            if (wrong < 0) continue;
            string found = scales[wrong].ToString(CultureInfo.InvariantCulture);
            throw Refuse(
                $"tensor '{fileName}{QuantizationScheme.ScaleEnding}' holds {found} at [{wrong}, 0], "
                + "expected finite numbers, none below 0. The file is damaged: fetch it again.");
        }
    }

    private void ReadQuantized(Parameter parameter, string fileName) =>
        parameter.SetQuantized(QuantizedValues(fileName), Scales(fileName));

    private ReadOnlySpan<sbyte> QuantizedValues(string fileName) => MemoryMarshal.Cast<byte, sbyte>(_weights.ReadBytes(fileName));

    private float[] Scales(string fileName)
    {
        string name = fileName + QuantizationScheme.ScaleEnding;
        _weights.TryGet(name, out var entry);
        float[] scales = new float[entry!.ElementCount];
        _weights.ReadFloats(name, scales);
        return scales;
    }

    private CheckpointException Refuse(string reason) => new(_weights.Path, reason);
}
