using Matiz.Data;
using Matiz.Inference;

namespace Matiz.Tests.Inference;

public sealed class RowQueueTests
{
    [Fact]
    public void Batches_KeepTheOrderAndTheSize()
    {
        using var queue = new RowQueue(Rows(1000));

        var batches = queue.Batches(most: 64).ToList();

        Assert.Equal(Rows(1000), batches.SelectMany(batch => batch));
        Assert.All(batches, batch => Assert.InRange(batch.Length, 1, 64));
    }

    [Fact]
    public void Batches_BrokenRow_ThrowsAfterTheRowsBeforeIt()
    {
        using var queue = new RowQueue(Rows(3).Concat(Broken()));
        var read = new List<Row>();

        Assert.Throws<DataException>(() =>
        {
            foreach (var batch in queue.Batches(most: 64)) read.AddRange(batch);
        });
        Assert.Equal(Rows(3), read);
    }

    [Fact]
    public void Batches_Interrupted_StopWaiting()
    {
        using var never = new ManualResetEventSlim();
        using var queue = new RowQueue(Rows(1).Concat(Waiting(never)));
        using var interrupt = new CancellationTokenSource();

        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (var _ in queue.Batches(most: 64, interrupt.Token)) interrupt.Cancel();
        });
        never.Set();
    }

    private static IEnumerable<Row> Rows(int count) => Enumerable.Range(1, count).Select(line => new Row($"text {line}"));

    private static IEnumerable<Row> Broken()
    {
        if (Environment.TickCount64 > 0) throw new DataException("a.csv", 4, "broken");
        yield break;
    }

    private static IEnumerable<Row> Waiting(ManualResetEventSlim signal)
    {
        signal.Wait();
        yield break;
    }
}
