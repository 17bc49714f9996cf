using Matiz.Formats.Onnx;

namespace Matiz.Models.Onnx;

/// <summary>
/// A row of a table for each distance of two tokens, in a graph whose texts have any length: the rows of small distances as a list, and the
/// last of each side for all beyond.
/// </summary>
internal static class DistanceTable
{
    /// <summary>The rows of all pairs of tokens.</summary>
    /// <param name="model">The graph.</param>
    /// <param name="farthest">The distance from which on rows do not change.</param>
    /// <param name="rowOf">The row of query − key.</param>
    /// <returns>[length, length]</returns>
    public static OnnxValue Rows(OnnxModel model, int farthest, Func<int, int> rowOf)
    {
        long[] rows = new long[checked((2 * farthest) + 1)];
        for (int i = 0; i < rows.Length; i++) rows[i] = rowOf(i - farthest);
        var near = model.Graph.Node("Clip", null, [model.Distances, model.Graph.Whole(-farthest), model.Graph.Whole(farthest)]);
        return model.Graph.Node("Gather", null, [model.Graph.Wholes(rows), model.Add(near, model.Graph.Whole(farthest))]);
    }
}
