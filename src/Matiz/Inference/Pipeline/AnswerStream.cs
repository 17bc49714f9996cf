using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Matiz.Tokenizers;

namespace Matiz.Inference.Pipeline;

/// <summary>
/// Answers to a stream of texts: one task reads the source, one encodes what has been read, one computes, and the caller takes; between
/// them lie short channels, so that memory stays flat and no stage waits for another that could work. What has been read is encoded at
/// once, up to <see cref="InferenceOptions.ReadAhead"/> texts, so that whoever sends one text and waits for its answer gets it.
/// </summary>
internal static class AnswerStream
{
    private const int BatchesAhead = 2;

    // A source that does not answer is left to end by itself.
    private static readonly TimeSpan MostWaitForTheSource = TimeSpan.FromSeconds(1);

    /// <summary>The answers, in the order of the texts.</summary>
    /// <param name="batches">Encodes the texts.</param>
    /// <param name="plan">What is asked for.</param>
    /// <param name="compute">The logits of a batch.</param>
    /// <param name="source">Writes the texts into a channel.</param>
    /// <param name="cancellationToken">Ends it; at the latest after the batch that is being computed.</param>
    public static async IAsyncEnumerable<Prediction> Run(
        TextBatches batches, ClassificationPlan plan, Func<TextBatch, float[]> compute,
        Func<ChannelWriter<TextInput>, CancellationToken, Task> source, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var texts = Bounded<TextInput>(batches.ReadAhead);
        var encoded = Bounded<TextBatch>(BatchesAhead);
        var answers = Bounded<IReadOnlyList<Prediction>>(BatchesAhead);
        var reading = Stage(texts.Writer, source, stop.Token);
        var encoding = Stage(encoded.Writer, (writer, token) => Encode(batches, plan, texts.Reader, writer, token), stop.Token);
        var computing = Stage(
            answers.Writer, (writer, token) => Compute(new TextAnswers(plan), compute, encoded.Reader, writer, token), stop.Token);
        try
        {
            while (await answers.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                while (answers.Reader.TryRead(out var some))
                {
                    for (int i = 0; i < some.Count; i++)
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        yield return some[i];
                    }
                }
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(encoding, computing).ConfigureAwait(false);      // they use the model, which may be freed afterwards
            await Task.WhenAny(reading, Task.Delay(MostWaitForTheSource, CancellationToken.None)).ConfigureAwait(false);
        }
    }

    private static Channel<T> Bounded<T>(int capacity) =>
        Channel.CreateBounded<T>(new BoundedChannelOptions(capacity) { SingleReader = true, SingleWriter = true });

    // A stage ends its channel with what ended it, which the next one meets after everything before it. It never fails itself.
    private static Task Stage<T>(
        ChannelWriter<T> writer, Func<ChannelWriter<T>, CancellationToken, Task> work, CancellationToken stop) => Task.Run(
            async () =>
            {
                try
                {
                    await work(writer, stop).ConfigureAwait(false);
                    writer.TryComplete();
                }
                catch (OperationCanceledException) when (stop.IsCancellationRequested)
                {
                    writer.TryComplete();
                }
                catch (Exception exception)
                {
                    writer.TryComplete(exception);
                }
            },
            CancellationToken.None);

    private static async Task Encode(
        TextBatches batches, ClassificationPlan plan, ChannelReader<TextInput> texts, ChannelWriter<TextBatch> writer,
        CancellationToken stop)
    {
        long number = 1;
        var chunk = new List<TextInput>(batches.ReadAhead);
        while (await texts.WaitToReadAsync(stop).ConfigureAwait(false))
        {
            chunk.Clear();
            while (chunk.Count < batches.ReadAhead && texts.TryRead(out var text)) chunk.Add(text);
            foreach (var batch in batches.Cut(batches.EncodeChunk([.. chunk], number, plan.Cut), plan.Cut))
                await writer.WriteAsync(batch, stop).ConfigureAwait(false);
            number += chunk.Count;
        }
    }

    private static async Task Compute(
        TextAnswers reader, Func<TextBatch, float[]> compute, ChannelReader<TextBatch> batches,
        ChannelWriter<IReadOnlyList<Prediction>> writer, CancellationToken stop)
    {
        await foreach (var batch in batches.ReadAllAsync(stop).ConfigureAwait(false))
        {
            stop.ThrowIfCancellationRequested();
            await writer.WriteAsync(reader.Read(batch, compute(batch)), stop).ConfigureAwait(false);
        }
    }
}
