using System.Runtime.InteropServices;
using Matiz.Formats;
using Matiz.Formats.Arrays;
using Matiz.Formats.Safetensors;

namespace Matiz.MakeGoldens;

/// <summary>
/// What umap-learn computed, with nothing lost, in a fourth of the bytes: numbers as narrow as they fit, the digits once for both metrics,
/// and each edge of the symmetric graph once, from the lower row to the higher.
/// </summary>
internal static class UmapStep
{
    private const string Arrays = "umap.safetensors", Values = "umap.json", Digits = "digits.X";

    public static void Run(string source, string destination)
    {
        Directory.CreateDirectory(destination);
        AtomicFile.WriteAllBytes(Path.Combine(destination, Values), File.ReadAllBytes(Path.Combine(source, Values)));
        using var file = SafetensorsFile.Open(Path.Combine(source, Arrays));
        SafetensorsWriter.Write(
            Path.Combine(destination, Arrays),
            file.Tensors.Select(tensor => tensor.Name).Order(StringComparer.Ordinal).SelectMany(name => Small(file, name)).ToList());
    }

    private static IEnumerable<TensorToWrite> Small(SafetensorsFile file, string name)
    {
        long[] shape = [.. file[name].Shape];
        string graph = name[..(name.LastIndexOf('.') + 1)];
        switch (name[(name.LastIndexOf('.') + 1)..])
        {
            case "X" when name.StartsWith("digits-cosine", StringComparison.Ordinal):
                return [];
            case "X" when name.StartsWith("digits", StringComparison.Ordinal):
                return [TensorToWrite.From<byte>(Digits, shape, Array.ConvertAll(Singles(file, name), value => Exactly<byte>(value)))];
            case "knn_indices":
                return [TensorToWrite.From<short>(name, shape, Array.ConvertAll(Longs(file, name), value => Exactly<short>(value)))];
            case "row" or "col":
                short[] ends = [.. Upper(file, graph).Select(edge => Exactly<short>(Longs(file, name)[edge]))];
                return [TensorToWrite.From<short>(name, [ends.Length], ends)];
            case "val":
                float[] weights = [.. Upper(file, graph).Select(edge => Singles(file, name)[edge])];
                return [TensorToWrite.From<float>(name, [weights.Length], weights)];
            default:
                return [TensorToWrite.From<float>(name, shape, Singles(file, name))];
        }
    }

    // The edges from a lower row to a higher one; each must stand in the other direction with the same weight.
    private static int[] Upper(SafetensorsFile file, string graph)
    {
        long[] rows = Longs(file, graph + "row"), columns = Longs(file, graph + "col");
        float[] weights = Singles(file, graph + "val");
        var all = Enumerable.Range(0, rows.Length).ToDictionary(edge => (rows[edge], columns[edge]), edge => weights[edge]);
        foreach (var ((row, column), weight) in all)
        {
            if (row == column || !all.TryGetValue((column, row), out float other) || other != weight)
                throw new InvalidOperationException($"{graph}: the edge {row}, {column} does not stand in both directions.");
        }

        return [.. Enumerable.Range(0, rows.Length).Where(edge => rows[edge] < columns[edge])];
    }

    private static T Exactly<T>(double value)
        where T : struct, System.Numerics.INumber<T>
    {
        var narrow = T.CreateChecked(value);
        return double.CreateChecked(narrow) == value ? narrow : throw new InvalidOperationException($"{value} is no {typeof(T).Name}.");
    }

    private static float[] Singles(SafetensorsFile file, string name)
    {
        var values = new float[file[name].ElementCount];
        file.ReadFloats(name, values);
        return values;
    }

    private static long[] Longs(SafetensorsFile file, string name) => MemoryMarshal.Cast<byte, long>(file.Bytes(name)).ToArray();
}
