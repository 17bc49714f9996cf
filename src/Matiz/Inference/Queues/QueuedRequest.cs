using Matiz.Models;

namespace Matiz.Inference.Queues;

/// <summary>A request of a queue, and how far it is. All but <see cref="Answer"/> is touched under the queue's lock alone.</summary>
/// <param name="rows">What is to be computed.</param>
internal sealed class QueuedRequest<TRow>(TokenBatch rows)
{
    private readonly TRow[] _answers = new TRow[rows.RowCount];
    private int _answered;

    /// <summary>What is to be computed.</summary>
    public TokenBatch Rows { get; } = rows;

    /// <summary>Told to the caller; whoever waits goes on elsewhere, never within the queue.</summary>
    public TaskCompletionSource<IReadOnlyList<TRow>> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Filled in on its way; null: nobody asks.</summary>
    public QueueTimes? Times { get; init; }

    /// <summary>When it came.</summary>
    public long Came { get; init; }

    /// <summary>Rows that a batch has taken.</summary>
    public int Taken { get; set; }

    /// <summary>Its place among those that wait; null where nothing of it waits.</summary>
    public LinkedListNode<QueuedRequest<TRow>>? Place { get; set; }

    /// <summary>Whether its caller has been told how it ended.</summary>
    public bool IsOver { get; set; }

    /// <summary>Tokens of the rows that wait.</summary>
    public int WaitingTokens => Rows.TokenCount - Rows.Layout.Offsets[Taken];

    /// <summary>Keeps the answers of some rows.</summary>
    /// <returns>All of them when none is missing, else null.</returns>
    public IReadOnlyList<TRow>? Keep(int first, ReadOnlySpan<TRow> answers)
    {
        answers.CopyTo(_answers.AsSpan(first));
        _answered += answers.Length;
        return _answered == _answers.Length ? _answers : null;
    }
}

/// <summary>Rows of a request in a batch.</summary>
internal readonly record struct QueuedPart<TRow>(QueuedRequest<TRow> Request, int First, int Count)
{
    /// <summary>Tokens of the rows.</summary>
    public int Tokens => Request.Rows.Layout.Offsets[First + Count] - Request.Rows.Layout.Offsets[First];

    /// <summary>The rows of several parts, end to end.</summary>
    public static TokenBatch Join(IReadOnlyList<QueuedPart<TRow>> parts)
    {
        if (parts is [var only] && only.Count == only.Request.Rows.RowCount) return only.Request.Rows;
        int rows = 0, tokens = 0;
        bool hasTypes = false;
        foreach (var part in parts)
        {
            rows += part.Count;
            tokens += part.Tokens;
            hasTypes |= part.Request.Rows.TypeIds is not null;
        }

        int[] ids = new int[tokens], offsets = new int[rows + 1];
        int[]? types = hasTypes ? new int[tokens] : null;
        int row = 0, token = 0;
        foreach (var part in parts)
        {
            var from = part.Request.Rows;
            int start = from.Layout.Offsets[part.First];
            Array.Copy(from.Ids, start, ids, token, part.Tokens);
            if (types is not null && from.TypeIds is not null) Array.Copy(from.TypeIds, start, types, token, part.Tokens);
            for (int i = 1; i <= part.Count; i++) offsets[++row] = token + from.Layout.Offsets[part.First + i] - start;
            token += part.Tokens;
        }

        return new TokenBatch(ids, offsets, types);
    }
}
