using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Matiz.Data;

namespace Matiz.Cli.Predictions;

/// <summary>
/// Rows that another thread reads ahead. What is there is handed out at once, up to a batch, so that whoever sends one line and
/// waits for its answer gets it, and whoever sends a file keeps the processor busy. A broken row throws after the rows before it.
/// </summary>
internal sealed class RowQueue : IDisposable
{
    private const int MostAhead = 2048;

    private readonly BlockingCollection<Row> _rows = new(MostAhead);
    private readonly CancellationTokenSource _stop = new();
    private ExceptionDispatchInfo? _fault;

    public RowQueue(IEnumerable<Row> rows) => new Thread(() => Fill(rows)) { IsBackground = true, Name = "rows" }.Start();

    /// <summary>Batches of at least one and at most <paramref name="most"/> rows, in order.</summary>
    public IEnumerable<Row[]> Batches(int most, CancellationToken interrupt)
    {
        while (_rows.TryTake(out var row, Timeout.Infinite, interrupt))
        {
            var batch = new List<Row> { row };
            while (batch.Count < most && _rows.TryTake(out row)) batch.Add(row);
            yield return [.. batch];
        }

        _fault?.Throw();
    }

    /// <summary>Ends the reading thread as soon as it has read its next row.</summary>
    public void Dispose() => _stop.Cancel();

    private void Fill(IEnumerable<Row> rows)
    {
        try
        {
            foreach (var row in rows) _rows.Add(row, _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Nobody wants more.
        }
        catch (Exception exception)
        {
            _fault = ExceptionDispatchInfo.Capture(exception);
        }
        finally
        {
            _rows.CompleteAdding();
        }
    }
}
