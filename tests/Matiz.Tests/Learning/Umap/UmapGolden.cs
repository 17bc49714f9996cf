using System.Runtime.InteropServices;
using System.Text.Json;
using Matiz.Formats.Safetensors;
using Matiz.Learning;
using Matiz.Testing;

namespace Matiz.Tests.Learning;

/// <summary>
/// What umap-learn made of the handwritten digits (euclidean, cosine) and the irises; tools/MakeGoldens made the file small.
/// </summary>
internal static class UmapGolden
{
    private static readonly SafetensorsFile File = SafetensorsFile.Open(SharedFiles.Golden("umap/umap.safetensors"));
    private static readonly JsonElement Json = JsonDocument.Parse(
        System.IO.File.ReadAllBytes(SharedFiles.Golden("umap/umap.json"))).RootElement;

    public static TheoryData<string> Cases => ["digits-euclidean", "digits-cosine", "iris-euclidean"];

    public static NeighborMetric MetricOf(string name) =>
        name.EndsWith("cosine", StringComparison.Ordinal) ? NeighborMetric.Cosine : NeighborMetric.Euclidean;

    public static FeatureMatrix Rows(string name) => name switch
    {
        "digits-euclidean" => Matrix("digits.X"),
        "digits-cosine" => Scaled(Matrix("digits.X")),
        _ => Matrix(name + ".X"),
    };

    public static FeatureMatrix Matrix(string name) => new(Floats(name), (int)File[name].Shape[0], (int)File[name].Shape[1]);

    public static float[] Floats(string name)
    {
        var values = new float[File[name].ElementCount];
        File.ReadFloats(name, values);
        return values;
    }

    /// <summary>The weight of each edge, in both directions.</summary>
    public static Dictionary<(int Row, int Column), float> Graph(string name)
    {
        int[] rows = Ints(name + ".graph.row"), columns = Ints(name + ".graph.col");
        float[] weights = Floats(name + ".graph.val");
        var graph = new Dictionary<(int Row, int Column), float>();
        for (int edge = 0; edge < weights.Length; edge++)
            graph[(rows[edge], columns[edge])] = graph[(columns[edge], rows[edge])] = weights[edge];
        return graph;
    }

    public static NeighborTable Neighbors(string name)
    {
        int rows = (int)File[name + ".knn_indices"].Shape[0], count = (int)File[name + ".knn_indices"].Shape[1];
        return new NeighborTable(rows, count, Ints(name + ".knn_indices"), Floats(name + ".knn_dists"));
    }

    public static double Trustworthiness(string name, int neighbors) =>
        Json.GetProperty(name).GetProperty($"trustworthiness{neighbors}").GetDouble();

    public static double MeanTrustworthiness(string name, int neighbors) =>
        Json.GetProperty(name).GetProperty($"trustworthiness{neighbors}_seeds_0_to_4").EnumerateArray().Average(value => value.GetDouble());

    public static IEnumerable<(double Spread, double MinDistance, double A, double B)> Curves() =>
        from curve in Json.GetProperty("ab").EnumerateObject()
        let key = curve.Name.Split(',').Select(part => double.Parse(part, System.Globalization.CultureInfo.InvariantCulture)).ToArray()
        select (key[0], key[1], curve.Value[0].GetDouble(), curve.Value[1].GetDouble());

    private static int[] Ints(string name) =>
        Array.ConvertAll(MemoryMarshal.Cast<byte, short>(File.Bytes(name)).ToArray(), static value => (int)value);

    // The reference scaled the digits to 0 … 1 for the cosine map; each pixel's minimum is 0.
    private static FeatureMatrix Scaled(FeatureMatrix digits)
    {
        var scaled = new float[digits.Rows * digits.Columns];
        for (int column = 0; column < digits.Columns; column++)
        {
            double highest = Enumerable.Range(0, digits.Rows).Max(row => digits[row][column]);
            double scale = highest == 0 ? 1 : 1 / highest;
            for (int row = 0; row < digits.Rows; row++) scaled[(row * digits.Columns) + column] = (float)(digits[row][column] * scale);
        }

        return new FeatureMatrix(scaled, digits.Rows, digits.Columns);
    }
}
