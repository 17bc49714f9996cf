using System.Text.Json;
using Matiz.Formats.Safetensors;
using Matiz.Learning;
using Matiz.Learning.Numerics;
using Matiz.Testing;
using Matiz.Tests.Metrics;

namespace Matiz.Tests.Learning;

/// <summary>The rows of the reference's classical cases, and made-up ones.</summary>
internal static class LearningData
{
    private const string Classical = "classical/classical.safetensors";

    internal static FeatureMatrix Train { get; } = Matrix("X_train");

    internal static FeatureMatrix Test { get; } = Matrix("X_test");

    internal static int[] TrainLabels { get; } = ClassicalGolden.Arrays.Ints("y_train");

    internal static int[] TestLabels { get; } = ClassicalGolden.Arrays.Ints("y_test");

    internal static double[] Expected(string name) => ClassicalGolden.Arrays.Doubles(name);

    internal static JsonElement Json(string name) =>
        JsonDocument.Parse(File.ReadAllBytes(SharedFiles.Golden($"classical/{name}.json"))).RootElement;

    /// <summary>Features as an encoder's are: far from the origin, and with variances that fall over six orders of magnitude.</summary>
    internal static (FeatureMatrix Features, int[] Labels) Encoded(int rows, int columns, int classes, long seed = 1)
    {
        var mixing = new double[columns * columns];
        var random = new SeededRandom(seed);
        for (int i = 0; i < mixing.Length; i++) mixing[i] = Normal(ref random) / Math.Sqrt(columns);
        var teacher = new double[classes * columns];
        for (int i = 0; i < teacher.Length; i++) teacher[i] = 1.5 * Normal(ref random) / Math.Sqrt(1 + (i % columns / 8));
        var values = new float[rows * columns];
        var labels = new int[rows];
        var hidden = new double[columns];
        var x = new double[columns];
        for (int row = 0; row < rows; row++)
        {
            Array.Clear(x);
            for (int i = 0; i < columns; i++)
            {
                hidden[i] = Normal(ref random);
                double scale = hidden[i] * Math.Pow(10, -3.0 * i / columns);
                for (int j = 0; j < columns; j++) x[j] += scale * mixing[(i * columns) + j];
            }

            for (int j = 0; j < columns; j++) values[(row * columns) + j] = (float)(x[j] + (0.3 * Math.Sin(j)));
            double best = double.NegativeInfinity;
            for (int k = 0; k < classes; k++)
            {
                double score = -Math.Log(-Math.Log(random.NextDouble() + 1e-12)) - (0.4 * k);
                for (int i = 0; i < Math.Min(48, columns); i++) score += teacher[(k * columns) + i] * hidden[i];
                if (score > best) (best, labels[row]) = (score, k);
            }
        }

        return (new FeatureMatrix(values, rows, columns), labels);
    }

    internal static double Normal(ref SeededRandom random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>Each pair of elements is closer than the tolerance.</summary>
    internal static void AssertClose(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        double worst = 0;
        for (int i = 0; i < expected.Length; i++) worst = Math.Max(worst, Math.Abs(expected[i] - actual[i]));
        Assert.True(worst <= tolerance, $"the largest difference is {worst}, allowed are {tolerance}");
    }

    internal static void InTemporaryFile(Action<string> use)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            use(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static FeatureMatrix Matrix(string name)
    {
        using var file = SafetensorsFile.Open(SharedFiles.Golden(Classical));
        var tensor = file[name];
        var values = new float[tensor.ElementCount];
        file.ReadFloats(name, values);
        return new FeatureMatrix(values, (int)tensor.Shape[0], (int)tensor.Shape[1]);
    }
}
