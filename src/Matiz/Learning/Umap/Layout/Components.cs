namespace Matiz.Learning;

/// <summary>The parts of a graph that no edge joins, in the order of their first rows.</summary>
/// <param name="Count">How many.</param>
/// <param name="Of">[rows], the part of each row.</param>
internal sealed record Components(int Count, int[] Of)
{
    public static Components Find(FuzzyGraph graph)
    {
        var of = new int[graph.Rows];
        Array.Fill(of, -1);
        var open = new Stack<int>();
        int count = 0;
        for (int start = 0; start < of.Length; start++)
        {
            if (of[start] >= 0) continue;
            of[start] = count;
            open.Push(start);
            while (open.TryPop(out int row))
            {
                for (int i = graph.Offsets[row]; i < graph.Offsets[row + 1]; i++)
                {
                    int column = graph.Columns[i];
                    if (of[column] >= 0) continue;
                    of[column] = count;
                    open.Push(column);
                }
            }

            count++;
        }

        return new Components(count, of);
    }

    /// <summary>The rows of each part, ascending.</summary>
    public int[][] Rows()
    {
        var rows = new List<int>[Count];
        for (int i = 0; i < Count; i++) rows[i] = [];
        for (int row = 0; row < Of.Length; row++) rows[Of[row]].Add(row);
        return Array.ConvertAll(rows, static list => list.ToArray());
    }
}
