using Matiz.Formats;
using Matiz.Formats.Safetensors;
using Matiz.Tensors;
using Matiz.Weights;

namespace Matiz.Models.Loading;

/// <content>Weights of 8-bit integers with a scale a row, where config.json says that there are such.</content>
public sealed partial class ParameterLoader
{
    private readonly List<(Parameter Parameter, QuantizedWeight Weight)> _toReadQuantized = [];

    // A weight that is to be read as integers; null: in floating point. Checks that the file has what config.json says.
    private QuantizedWeight? QuantizedOf(WeightEntry entry, bool isLinear, bool isLookupTable)
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
            RequireNoParts(entry);
            return null;
        }

        if (entry.DType != ArrayDType.Int8)
        {
            throw Refuse(
                $"tensor '{entry.OriginalName}' is {SafetensorsDTypes.NameOf(entry.DType)}, but config.json "
                + $"('{QuantizationScheme.Key}') covers it. I8 was expected. {QuantizedModels.WhatIsRead}");
        }

        var weight = QuantizedWeight.Find(_weights, entry);
        _used.Add(weight.ScalesName);
        return weight;
    }

    // Numbers that are to be multiplied by a scale would be read as others than they mean, whatever their type.
    private void RequireNoParts(WeightEntry entry)
    {
        string? part = _weights.TryGet(entry.Name + QuantizationScheme.ScaleEnding, out _)
            ? QuantizationScheme.WeightEnding + QuantizationScheme.ScaleEnding
            : QuantizedWeight.OtherPartOf(_weights, entry);
        if (part is null) return;
        string layer = QuantizationScheme.NameOf(entry.OriginalName);
        throw Refuse(
            $"there is a tensor '{layer}{part}' beside '{entry.OriginalName}', which is {SafetensorsDTypes.NameOf(entry.DType)} and which "
            + $"config.json ('{QuantizationScheme.Key}') does not cover. Floating-point numbers alone were expected. "
            + QuantizedModels.WhatIsRead);
    }

    // Before any core reads: what is found wrong here is said of the file, in its order.
    private void CheckQuantized()
    {
        foreach (var (_, weight) in _toReadQuantized) weight.RequireNumbers();
    }

    private static void ReadQuantized(Parameter parameter, QuantizedWeight weight) =>
        parameter.SetQuantized(weight.ReadValues(), weight.ReadScales());

    private CheckpointException Refuse(string reason) => new(_weights.Path, reason);
}
