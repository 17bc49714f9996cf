using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Matiz.Inference.Queues;
using Matiz.Models;

namespace Matiz.Tests.Inference.Queues;

public sealed class TokenQueueTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WhatWaits_IsTakenInOrderUpToTheBound()
    {
        using var worker = new QueueGate();
        await using var queue = worker.NewQueue(new TokenQueueOptions { TokenBound = 10 });
        var first = queue.EnqueueAsync(Rows(1), Token);
        await worker.HasBegun();

        Task[] waiting = [.. ((int[][])[[4], [3, 3], [2], [25], [1], [9]]).Select(lengths => queue.EnqueueAsync(Rows(lengths), Token))];
        worker.Open();
        await Task.WhenAll([first, .. waiting]);

        Assert.Equal("1|4 3 3|2|25|1 9", worker.Batches);
    }

    [Fact]
    public async Task Request_OfSeveralTextsLargerThanTheBound_IsCutAndAnsweredWhole()
    {
        using var worker = new QueueGate();
        await using var queue = worker.NewQueue(new TokenQueueOptions { TokenBound = 10 });
        var first = queue.EnqueueAsync(Rows(1), Token);
        await worker.HasBegun();

        var large = queue.EnqueueAsync(Rows(4, 5, 6, 4, 3), Token);
        var small = queue.EnqueueAsync(Rows(2, 2), Token);
        worker.Open();

        Assert.Equal([4, 5, 6, 4, 3], await large);
        Assert.Equal([2, 2], await small);
        Assert.Equal([1], await first);
        Assert.Equal("1|4 5|6 4|3 2 2", worker.Batches);
    }

    [Fact]
    public async Task Nothing_Waits_WhenTheWorkerIsFree()
    {
        var sizes = new List<int>();
        await using var queue = new TokenQueue<int>(batch =>
        {
            sizes.Add(batch.RowCount);
            return QueueGate.LengthsOf(batch);
        });

        for (int i = 0; i < 3; i++) Assert.Equal([5], await queue.EnqueueAsync(Rows(5), Token));

        Assert.Equal([1, 1, 1], sizes);
        Assert.Equal(0, queue.WaitingRequests);
        Assert.Equal(0, queue.WaitingTokens);
    }

    [Fact]
    public async Task Full_ByRequests_RefusesWithoutHarmToTheOthers()
    {
        using var worker = new QueueGate();
        await using var queue = worker.NewQueue(new TokenQueueOptions { MostRequests = 2, MostTokens = 100 });
        var first = queue.EnqueueAsync(Rows(1), Token);
        await worker.HasBegun();
        Task[] waiting = [queue.EnqueueAsync(Rows(2), Token), queue.EnqueueAsync(Rows(3), Token)];

        Assert.False(queue.TryEnqueue(Rows(1), out var refused, Token));
        var fault = await Assert.ThrowsAsync<QueueRefusedException>(() => refused);
        Assert.Equal(QueueRefusal.Full, fault.Reason);
        Assert.Equal(
            "the queue is full: 2 requests of 5 tokens wait. At most 2 requests and 100 tokens may wait (TokenQueueOptions.MostRequests, "
            + "MostTokens). Send the request again later.", fault.Message);
        await Assert.ThrowsAsync<QueueRefusedException>(() => queue.EnqueueAsync(Rows(1), Token));

        worker.Open();
        await Task.WhenAll([first, .. waiting]);
        Assert.Equal([7], await queue.EnqueueAsync(Rows(7), Token));
    }

    // text-embeddings-inference #723: a request above the bound was never answered
    [Fact]
    public async Task Full_ByTokens_TakesALargeRequestWhenNothingWaits()
    {
        using var worker = new QueueGate();
        await using var queue = worker.NewQueue(new TokenQueueOptions { MostTokens = 10, TokenBound = 5 });
        var first = queue.EnqueueAsync(Rows(1), Token);
        await worker.HasBegun();

        Assert.True(queue.TryEnqueue(Rows(50), out var large, Token));
        Assert.False(queue.TryEnqueue(Rows(1), out _, Token));
        Assert.Equal(50, queue.WaitingTokens);
        worker.Open();

        Assert.Equal([50], await large);
        await first;
    }

    // text-embeddings-inference #662: full for a single text, never for a list of one
    [Fact]
    public async Task Full_CountsRequestsOfOneTextLikeOthers()
    {
        using var worker = new QueueGate();
        await using var queue = worker.NewQueue(new TokenQueueOptions { MostRequests = 1 });
        var first = queue.EnqueueAsync(Rows(1), Token);
        await worker.HasBegun();
        var waiting = queue.EnqueueAsync(Rows(1, 1, 1), Token);

        Assert.False(queue.TryEnqueue(Rows(1), out _, Token));
        Assert.False(queue.TryEnqueue(Rows(1, 1), out _, Token));
        worker.Open();
        await Task.WhenAll(first, waiting);
    }

    [Fact]
    public async Task Cancelled_WhileItWaits_IsNotComputedAndLeavesNoGap()
    {
        using var worker = new QueueGate();
        using var cancel = new CancellationTokenSource();
        await using var queue = worker.NewQueue(new TokenQueueOptions { TokenBound = 10, MostRequests = 2 });
        var first = queue.EnqueueAsync(Rows(1), Token);
        await worker.HasBegun();
        var cancelled = queue.EnqueueAsync(Rows(6, 6), cancel.Token);
        var other = queue.EnqueueAsync(Rows(7), Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Equal(1, queue.WaitingRequests);
        Assert.Equal(7, queue.WaitingTokens);
        var next = queue.EnqueueAsync(Rows(3), Token);
        worker.Open();
        await Task.WhenAll(first, other, next);
        Assert.Equal("1|7 3", worker.Batches);
    }

    [Fact]
    public async Task Cancelled_WhileHalfComputed_DropsTheRest()
    {
        using var worker = new QueueGate();
        using var cancel = new CancellationTokenSource();
        await using var queue = worker.NewQueue(new TokenQueueOptions { TokenBound = 5 });
        var half = queue.EnqueueAsync(Rows(5, 5, 5), cancel.Token);
        await worker.HasBegun();
        Assert.Equal(10, queue.WaitingTokens);

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => half);
        Assert.Equal(0, queue.WaitingTokens);
        worker.Open();

        Assert.Equal([2], await queue.EnqueueAsync(Rows(2), Token));
        Assert.Equal("5|2", worker.Batches);
    }

    [Fact]
    public async Task Cancelled_Before_IsNeverTaken()
    {
        await using var queue = new TokenQueue<int>(_ => throw new InvalidOperationException("computed"));

        Assert.True(queue.TryEnqueue(Rows(1), out var answer, new CancellationToken(canceled: true)));

        Assert.True(answer.IsCanceled);
    }

    [Fact]
    public async Task Fault_OfOneRequest_IsItsOwn()
    {
        using var worker = new QueueGate();
        await using var queue = worker.NewQueue();
        var first = queue.EnqueueAsync(Rows(1), Token);
        await worker.HasBegun();
        Task<IReadOnlyList<int>> good = queue.EnqueueAsync(Rows(2), Token), bad = queue.EnqueueAsync(Rows(13), Token),
            alsoGood = queue.EnqueueAsync(Rows(3, 4), Token);
        worker.Open();

        Assert.Equal("13 tokens bring misfortune", (await Assert.ThrowsAsync<InvalidOperationException>(() => bad)).Message);
        Assert.Equal([2], await good);
        Assert.Equal([3, 4], await alsoGood);
        await first;
    }

    [Fact]
    public async Task Fault_OfAPartOfARequest_DropsTheRest()
    {
        using var worker = new QueueGate();
        await using var queue = worker.NewQueue(new TokenQueueOptions { TokenBound = 13 });
        worker.Open();

        await Assert.ThrowsAsync<InvalidOperationException>(() => queue.EnqueueAsync(Rows(13, 5, 5, 5, 5, 5), Token));

        Assert.Equal(0, queue.WaitingTokens);
        Assert.Equal([1], await queue.EnqueueAsync(Rows(1), Token));
    }

    [Fact]
    public async Task Results_OfAnotherNumber_AreAFault()
    {
        await using var queue = new TokenQueue<int>(_ => [1, 2, 3]);

        Assert.Equal(
            "3 results were computed for 1 rows. One a row was expected.",
            (await Assert.ThrowsAsync<InvalidOperationException>(() => queue.EnqueueAsync(Rows(1), Token))).Message);
    }

    [Fact]
    public async Task Drain_AnswersWhatWaitsAndTakesNoMore()
    {
        using var worker = new QueueGate();
        await using var queue = worker.NewQueue(new TokenQueueOptions { TokenBound = 1 });
        Task<IReadOnlyList<int>>[] taken = [.. Enumerable.Range(0, 5).Select(_ => queue.EnqueueAsync(Rows(1), Token))];
        await worker.HasBegun();

        var drained = queue.DrainAsync(Token);

        Assert.False(queue.TryEnqueue(Rows(1), out var refused, Token));
        Assert.Equal(QueueRefusal.Ending, (await Assert.ThrowsAsync<QueueRefusedException>(() => refused)).Reason);
        Assert.False(drained.IsCompleted);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queue.DrainAsync(new CancellationToken(canceled: true)));
        worker.Open();
        await drained;
        Assert.All(taken, answer => Assert.True(answer.IsCompletedSuccessfully));
    }

    [Fact]
    public async Task Dispose_RefusesWhatWaitsAndFinishesWhatIsComputed()
    {
        using var worker = new QueueGate();
        var queue = worker.NewQueue(new TokenQueueOptions { TokenBound = 1 });
        var computed = queue.EnqueueAsync(Rows(1), Token);
        await worker.HasBegun();
        var waiting = queue.EnqueueAsync(Rows(1), Token);

        var disposed = queue.DisposeAsync();
        Assert.Equal(QueueRefusal.Ending, (await Assert.ThrowsAsync<QueueRefusedException>(() => waiting)).Reason);
        Assert.False(disposed.IsCompleted);
        worker.Open();
        await disposed;

        Assert.Equal([1], await computed);
        await queue.DisposeAsync();
        await new TokenQueue<int>(QueueGate.LengthsOf).DisposeAsync();
    }

    [Fact]
    public async Task Answers_GoOnOutsideOfTheQueuesThread()
    {
        await using var queue = new TokenQueue<int>(QueueGate.LengthsOf);
        for (int i = 0; i < 20; i++)
        {
            await queue.EnqueueAsync(Rows(1), Token);
            Assert.NotEqual("matiz queue default", Thread.CurrentThread.Name);
        }
    }

    [Fact]
    public async Task Metrics_ReturnToNothingWaiting()
    {
        var sums = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == "Matiz.Inference") self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, 1, tags));
        listener.Start();
        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if ((string?)tags[0].Value != "counted") return;
            string name = tags.Length > 1 ? $"{instrument.Name} {tags[1].Value}" : instrument.Name;
            sums.AddOrUpdate(name, value, (_, sum) => sum + value);
        }

        using var worker = new QueueGate();
        using var cancel = new CancellationTokenSource();
        await using (var queue = worker.NewQueue(new TokenQueueOptions { Name = "counted", MostRequests = 3, TokenBound = 20 }))
        {
            var first = queue.EnqueueAsync(Rows(1), Token);
            await worker.HasBegun();
            Task[] others = [queue.EnqueueAsync(Rows(13), Token), queue.EnqueueAsync(Rows(4, 3), Token)];
            var cancelled = queue.EnqueueAsync(Rows(3), cancel.Token);
            queue.TryEnqueue(Rows(4), out _, Token);
            Assert.Equal(3, sums["matiz.queue.waiting_requests"]);
            Assert.Equal(23, sums["matiz.queue.waiting_tokens"]);
            await cancel.CancelAsync();
            worker.Open();
            await first;
            await Task.WhenAll(others).ContinueWith(_ => { }, TaskScheduler.Default);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        }

        Assert.Equal(0, sums["matiz.queue.waiting_requests"]);
        Assert.Equal(0, sums["matiz.queue.waiting_tokens"]);
        Assert.Equal(2, sums["matiz.queue.requests answered"]);
        Assert.Equal(1, sums["matiz.queue.requests failed"]);
        Assert.Equal(1, sums["matiz.queue.requests cancelled"]);
        Assert.Equal(1, sums["matiz.queue.requests refused"]);
        Assert.Equal(8, sums["matiz.queue.batch_tokens"]);          // those of 13 failed, alone and with others
        Assert.Equal(3, sums["matiz.queue.batch_rows"]);
        Assert.Equal(3, sums["matiz.queue.wait_time"]);
    }

    [Fact]
    public async Task RandomRequests_OfManyThreads_AllEndInOrderWithinTheBound()
    {
        const int Threads = 50, RequestsAThread = 200, Bound = 64;
        var batches = new ConcurrentQueue<int[]>();
        await using var queue = new TokenQueue<int>(
            batch =>
            {
                batches.Enqueue([.. batch.Ids.Where((_, token) => batch.Layout.Offsets.Contains(token))]);
                Assert.True(batch.TokenCount <= Bound || batch.RowCount == 1, $"{batch.TokenCount} tokens of {batch.RowCount} rows");
                return [.. Enumerable.Range(0, batch.RowCount).Select(row => batch.Ids[batch.Layout.Offsets[row]])];
            },
            new TokenQueueOptions { TokenBound = Bound, MostRequests = int.MaxValue, MostTokens = long.MaxValue });
        int next = 0;
        var came = new Lock();
        int answered = 0, cancelled = 0;

        await Task.WhenAll(Enumerable.Range(0, Threads).Select(seed => Task.Run(
            async () =>
            {
                var random = new Random(seed);
                for (int i = 0; i < RequestsAThread; i++)
                {
                    int longest = random.Next(10) == 0 ? 100 : 20;
                    int[] lengths = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.Next(1, longest))];
                    using var cancel = new CancellationTokenSource();
                    int first;
                    Task<IReadOnlyList<int>> answer;
                    lock (came)                                     // numbers rise in the order of coming
                    {
                        first = next;
                        next += lengths.Length;
                        answer = queue.EnqueueAsync(Numbered(first, lengths), cancel.Token);
                    }

                    if (random.Next(4) == 0) await cancel.CancelAsync();
                    try
                    {
                        Assert.Equal(Enumerable.Range(first, lengths.Length), await answer);
                        Interlocked.Increment(ref answered);
                    }
                    catch (OperationCanceledException)
                    {
                        Interlocked.Increment(ref cancelled);
                    }
                }
            },
            Token)));

        Assert.Equal(Threads * RequestsAThread, answered + cancelled);
        Assert.InRange(cancelled, 1, Threads * RequestsAThread / 2);
        int[] order = [.. batches.SelectMany(batch => batch)];
        Assert.Equal(order.Order(), order);
        Assert.Equal(0, queue.WaitingRequests);
        Assert.Equal(0, queue.WaitingTokens);
    }

    private static TokenBatch Rows(params int[] lengths) => Numbered(0, lengths);

    // The first token of each row is its number.
    private static TokenBatch Numbered(int first, int[] lengths)
    {
        int[] offsets = [0, .. lengths.Select((_, row) => lengths.Take(row + 1).Sum())], ids = new int[offsets[^1]];
        for (int row = 0; row < lengths.Length; row++) ids[offsets[row]] = first + row;
        return new TokenBatch(ids, offsets);
    }
}
