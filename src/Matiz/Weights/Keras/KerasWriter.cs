using Matiz.Formats;
using Matiz.Formats.Arrays;
using Matiz.Formats.Hdf5;

namespace Matiz.Weights.Keras;

/// <summary>
/// Writes weights as the TensorFlow classes of the reference save and load them (<c>from_pretrained(…, from_tf=True)</c>): a group a
/// layer, the lists of names as attributes, products as [inputs, outputs].
/// </summary>
/// <remarks>Numbers keep their type, but bfloat16, which HDF5 in Python does not have, becomes float32; no bit is lost.</remarks>
internal static class KerasWriter
{
    // Layers of the classes that hold no weight and have a name of their own.
    private static readonly (string ModelType, string After, string Layer)[] EmptyLayers = [("deberta-v2", "pooler", "cls_dropout")];

    // The version whose files look so; loaders treat older ones otherwise, and files without one as the oldest.
    private const string Version = "2.15.1";

    /// <summary>Writes a file, beside the old one and renamed.</summary>
    /// <exception cref="CheckpointException">TensorFlow had no such class, or a tensor is none of its weights.</exception>
    public static void Write(string path, WeightsToWrite content)
    {
        var layout = KerasLayouts.Find(content.ModelType) ?? throw new CheckpointException(
            path, $"Keras never had the architecture '{content.ModelType}', expected one of {string.Join(", ", KerasLayouts.ModelTypes)}. "
            + "Convert it to safetensors or pytorch.");
        var places = Places(path, content, layout);
        var root = new Hdf5GroupToWrite();
        var layers = Layers(places, content.ModelType!);
        root.SetTexts(KerasFile.LayerNames, layers);
        root.SetText("backend", "tensorflow");
        root.SetText("keras_version", Version);
        foreach (string layer in layers) root.Group(layer).SetTexts(KerasFile.WeightNames, NamesOf(places, layer));
        root.Group("top_level_model_weights").SetTexts(KerasFile.WeightNames, []);
        foreach (var place in places) root.Group(place.Layer).Add(place.Name, ToWrite(place));
        AtomicFile.Write(path, stream => Hdf5Writer.Write(stream, root));
    }

    private static List<KerasPlace> Places(string path, WeightsToWrite content, KerasLayout layout)
    {
        string prefix = layout.Encoder + ".";
        bool isBase = !content.Weights.Any(weight => weight.Name.StartsWith(prefix, StringComparison.Ordinal));
        string scope = KerasPlace.Scope(content.ClassName ?? throw new CheckpointException(
            path, "config.json names no class ('architectures'), expected one, such as BertModel: Keras's weights begin with it. Add it."));
        const string Weight = ".weight";
        var norms = content.Weights
            .Where(weight => weight.Array.Shape.Length == 1 && weight.Name.EndsWith(Weight, StringComparison.Ordinal))
            .Select(weight => weight.Name[..^Weight.Length]).ToHashSet(StringComparer.Ordinal);
        var places = new List<KerasPlace>();
        foreach (var (name, array) in KerasTies.Apply(path, content.Weights))
        {
            if (WeightNames.IsBuffer(name)) continue;
            RequireFloats(path, name, array);
            bool isNorm = norms.Contains(name[..Math.Max(0, name.LastIndexOf('.'))]);
            places.Add(KerasPlace.Find(scope, isBase ? prefix + name : name, array, isNorm));
        }

        var order = new KerasOrder(layout.EmbeddingsLast);
        places.Sort((a, b) => order.Compare(a.Name, b.Name));
        return places;
    }

    private static void RequireFloats(string path, string name, NamedArray array)
    {
        if (array.DType is ArrayDType.Float16 or ArrayDType.BFloat16 or ArrayDType.Float32 or ArrayDType.Float64) return;
        throw new CheckpointException(
            path, $"tensor '{name}' is {array.DType}, expected floating-point numbers (F16, BF16, F32 or F64). "
            + "Convert the model that it was quantized from.");
    }

    // The encoder first, then the parts of the head in their order.
    private static List<string> Layers(List<KerasPlace> places, string modelType)
    {
        List<string> layers = [.. places.Select(place => place.Layer).Distinct(StringComparer.Ordinal)];
        int encoder = layers.FindIndex(KerasLayouts.IsEncoder);
        if (encoder > 0)
        {
            string name = layers[encoder];
            layers.RemoveAt(encoder);
            layers.Insert(0, name);
        }

        foreach (var (type, after, layer) in EmptyLayers)
        {
            int at = layers.IndexOf(after);
            if (at >= 0 && string.Equals(type, modelType, StringComparison.Ordinal)) layers.Insert(at + 1, layer);
        }

        return layers;
    }

    private static string[] NamesOf(List<KerasPlace> places, string layer) =>
        [.. places.Where(place => string.Equals(place.Layer, layer, StringComparison.Ordinal)).Select(place => place.Name)];

    private static TensorToWrite ToWrite(KerasPlace place) => place.Array.DType == ArrayDType.BFloat16
        ? TensorToWrite.From<float>(place.Name, place.Array.Shape, values => place.Array.ReadFloats(0, values))
        : TensorToWrite.From(place.Array, place.Name);
}
