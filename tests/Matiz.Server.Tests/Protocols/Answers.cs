using System.Text.Json;
using Matiz.Inference;

namespace Matiz.Server.Tests.Protocols;

/// <summary>Holds answers to what the library gives: the same bits.</summary>
internal static class Answers
{
    /// <summary>Labels and scores, the best first.</summary>
    public static void EqualTop(JsonElement answer, Prediction prediction, int? topK = null) => Assert.Equal(
        prediction.Top.Take(topK ?? int.MaxValue).Select(score => (score.Label, score.Score)),
        answer.EnumerateArray().Select(item => (item.GetProperty("label").GetString()!, item.GetProperty("score").GetSingle())));

    /// <summary>A list of numbers.</summary>
    public static float[] Vector(JsonElement list) => [.. list.EnumerateArray().Select(number => number.GetSingle())];

    /// <summary>A list of lists of numbers.</summary>
    public static float[][] Vectors(JsonElement list) => [.. list.EnumerateArray().Select(Vector)];

    /// <summary>The cosine of two vectors.</summary>
    public static double Cosine(float[] a, float[] b) =>
        a.Zip(b, (x, y) => (double)x * y).Sum() / Math.Sqrt(a.Sum(x => (double)x * x) * b.Sum(x => (double)x * x));
}
