using System.Runtime.ExceptionServices;

namespace Matiz.Tokenizers.Pipeline;

/// <summary>
/// Cuts rows into chunks of a fixed size and works on them in parallel. Chunks never depend on the number of threads, so neither do
/// results.
/// </summary>
internal static class RowChunks
{
    /// <summary>Rows a chunk: about a millisecond of work, against microseconds for taking the next one.</summary>
    public const int Size = 256;

    public static int Count(int rows) => (rows + Size - 1) / Size;

    /// <summary>Work on one chunk: a thread's own state, the chunk's number, its first row, and the row after its last.</summary>
    public delegate void Work<in TState>(TState state, int chunk, int first, int last);

    /// <summary>
    /// Runs <paramref name="work"/> on every chunk, each thread with a state that it rents and gives back. Of several failures that of
    /// the lowest row is thrown, whatever the order of work.
    /// </summary>
    public static void Run<TState>(
        IReadOnlyList<TextInput> inputs, int? threads, Func<TState> rent, Action<TState> giveBack, Work<TState> work)
    {
        if (threads is { } count) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count, nameof(threads));
        int rows = inputs.Count, chunks = Count(rows);
        int workers = Math.Min(threads ?? Environment.ProcessorCount, chunks);
        if (workers <= 1)
        {
            if (chunks == 0) return;
            var state = rent();
            for (int chunk = 0; chunk < chunks; chunk++) work(state, chunk, chunk * Size, Math.Min((chunk + 1) * Size, rows));
            giveBack(state);
            return;
        }

        var failures = new ExceptionDispatchInfo?[chunks];
        Parallel.For(0, chunks, new ParallelOptions { MaxDegreeOfParallelism = workers }, rent, (chunk, _, state) =>
        {
            try
            {
                work(state, chunk, chunk * Size, Math.Min((chunk + 1) * Size, rows));
            }
            catch (Exception e)
            {
                failures[chunk] = ExceptionDispatchInfo.Capture(e);
            }

            return state;
        }, giveBack);
        Array.Find(failures, failure => failure is not null)?.Throw();
    }
}
