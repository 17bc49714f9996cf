using Matiz.Inference;
using Matiz.Inference.Queues;
using Matiz.Testing;
using Matiz.Tokenizers;

namespace Matiz.Tests.Inference.Queues;

[Collection(nameof(MeasuringAlone))]
public sealed class ClassificationQueueMemoryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RandomRequests_OfManyThreadsWithCancellations_GiveTheBitsOfThePlainCall()
    {
        const int Threads = 50, RequestsAThread = 200;
        var classifier = TextClassifier.Load(SharedFiles.Golden("tiny/distilbert/sequence-classification"));
        string[] texts = [.. Enumerable.Range(0, 60).Select(i => string.Join(' ', Enumerable.Repeat($"sad and happy {i}", 1 + (i % 9))))];
        float[][] expected = [.. classifier.Classify(texts).Select(prediction => prediction.Logits)];
        await using var queue = new ClassificationQueue(classifier, new TokenQueueOptions { TokenBound = 128 });
        int answered = 0, cancelled = 0;
        long before = GC.GetTotalMemory(forceFullCollection: true);

        await Task.WhenAll(Enumerable.Range(0, Threads).Select(seed => Task.Run(
            async () =>
            {
                var random = new Random(seed);
                for (int i = 0; i < RequestsAThread; i++)
                {
                    int[] chosen = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(texts.Length))];
                    using var cancel = new CancellationTokenSource();
                    var answer = queue.ClassifyAsync([.. chosen.Select(text => new TextInput(texts[text]))], null, cancel.Token);
                    if (random.Next(5) == 0) await cancel.CancelAsync();
                    try
                    {
                        var predictions = await answer;
                        Assert.Equal(chosen.Select(text => expected[text]), predictions.Select(prediction => prediction.Logits));
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
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 4 << 20);
    }
}
