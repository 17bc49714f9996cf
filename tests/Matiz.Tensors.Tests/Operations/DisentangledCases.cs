namespace Matiz.Tensors.Tests.Operations;

/// <summary>Attention by content and position in all its forms.</summary>
internal static class DisentangledCases
{
    private const double Tolerance = 1e-5;

    public static IEnumerable<OperationCase> All(Sizes sizes)
    {
        int tokens = sizes.Tokens, rows = sizes.Lengths.Length, width = sizes.Heads * sizes.HeadSize;
        var layout = sizes.Layout;
        Operand together = Operand.Normal(tokens, 3 * width), keyValue = Operand.Normal(tokens, 2 * width);
        int[] rowOfDistance = RowOfDistance(layout.MaxLength);
        int positions = rowOfDistance.Max() + 1;
        Operand both = Operand.Normal(positions, 2 * width), one = Operand.Normal(positions, width);
        yield return new(
            "disentangled attention", [together, both], [],
            (tape, t, _) => tape.DisentangledAttention(t[0], Positions(t[1], 0, width), 2, layout, sizes.Heads, 0), Tolerance);
        yield return new(
            "disentangled attention, content to position", [together, one], [],
            (tape, t, _) => tape.DisentangledAttention(t[0], Positions(t[1], 0, null), 1, layout, sizes.Heads, 0), Tolerance);
        yield return new(
            "disentangled attention, position to content", [together, one], [],
            (tape, t, _) => tape.DisentangledAttention(t[0], Positions(t[1], null, 0), 1, layout, sizes.Heads, 0), Tolerance);
        yield return new(
            "disentangled attention, content alone", [together], [],
            (tape, t, _) => tape.DisentangledAttention(t[0], positions: null, 2, layout, sizes.Heads, 0), Tolerance);
        yield return new(
            "disentangled attention dropout", [together, both], [],
            (tape, t, _) => tape.DisentangledAttention(t[0], Positions(t[1], width, 0), 2, layout, sizes.Heads, 0.3f), Tolerance);
        yield return new(
            "disentangled attention apart", [Operand.Normal(tokens, width), keyValue, both], [],
            (tape, t, _) => tape.DisentangledAttention(
                t[0], t[1], Positions(t[2], 0, width), 2, layout, sizes.Heads, 0.1f, firstTokensOnly: false), Tolerance);
        yield return new(
            "disentangled attention first tokens", [Operand.Normal(rows, width), keyValue, both], [],
            (tape, t, _) => tape.DisentangledAttention(
                t[0], t[1], Positions(t[2], 0, width), 2, layout, sizes.Heads, 0.1f, firstTokensOnly: true), Tolerance);

        PositionProjections Positions(Tensor projections, int? keys, int? queries) => new()
        {
            Projections = projections,
            KeyColumn = keys,
            QueryColumn = queries,
            RowOfDistance = rowOfDistance,
        };
    }

    // Distances of a row that is two tokens longer than the longest; far ones share a row of their side.
    private static int[] RowOfDistance(int longest)
    {
        int most = Math.Max(1, longest / 2);
        return [.. Enumerable.Range(-(longest + 1), (2 * (longest + 2)) - 1).Select(distance => Math.Clamp(distance, -most, most) + most)];
    }
}
