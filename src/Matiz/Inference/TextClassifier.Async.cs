using System.Threading.Channels;
using Matiz.Inference.Pipeline;
using Matiz.Models;
using Matiz.Tokenizers;

namespace Matiz.Inference;

/// <content>Streams of millions of texts, read, encoded and computed at the same time.</content>
public sealed partial class TextClassifier
{
    /// <summary>
    /// Classifies a stream of texts: one prediction a text, in order, in memory that does not grow. Reading, encoding and computing go on
    /// while the caller works with an answer; what has been read is answered without waiting for more. Whoever stops early ends them all.
    /// </summary>
    /// <param name="texts">The texts, read by a thread of the pool.</param>
    /// <param name="cancellationToken">Ends it; at the latest after the batch that is being computed.</param>
    /// <exception cref="ModelException">A logit is no finite number.</exception>
    /// <exception cref="Data.DataException">
    /// The model cannot read a text, which the message names; those before it were answered.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was triggered.</exception>
    public IAsyncEnumerable<Prediction> ClassifyAsync(IEnumerable<string> texts, CancellationToken cancellationToken = default) =>
        ClassifyAsync(texts, null, cancellationToken);

    /// <summary>The same with options.</summary>
    /// <inheritdoc cref="ClassifyAsync(IEnumerable{string}, CancellationToken)"/>
    public IAsyncEnumerable<Prediction> ClassifyAsync(
        IEnumerable<string> texts, ClassificationOptions? options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return ClassifyAsync(texts.Select(text => new TextInput(text)), options, cancellationToken);
    }

    /// <summary>The same for texts and pairs of texts, which may know the place they stand in.</summary>
    /// <inheritdoc cref="ClassifyAsync(IEnumerable{string}, CancellationToken)"/>
    public IAsyncEnumerable<Prediction> ClassifyAsync(IEnumerable<TextInput> texts, CancellationToken cancellationToken = default) =>
        ClassifyAsync(texts, null, cancellationToken);

    /// <summary>The same for texts and pairs of texts, with options.</summary>
    /// <inheritdoc cref="ClassifyAsync(IEnumerable{string}, CancellationToken)"/>
    public IAsyncEnumerable<Prediction> ClassifyAsync(
        IEnumerable<TextInput> texts, ClassificationOptions? options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return Answers(
            async (writer, stop) =>
            {
                foreach (var text in texts)
                {
                    stop.ThrowIfCancellationRequested();
                    if (!writer.TryWrite(text)) await writer.WriteAsync(text, stop).ConfigureAwait(false);
                }
            },
            options, cancellationToken);
    }

    /// <summary>The same for texts that come in time, such as the lines of a connection.</summary>
    /// <inheritdoc cref="ClassifyAsync(IEnumerable{string}, CancellationToken)"/>
    public IAsyncEnumerable<Prediction> ClassifyAsync(IAsyncEnumerable<string> texts, CancellationToken cancellationToken = default) =>
        ClassifyAsync(texts, null, cancellationToken);

    /// <summary>The same for texts that come in time, with options.</summary>
    /// <inheritdoc cref="ClassifyAsync(IEnumerable{string}, CancellationToken)"/>
    public IAsyncEnumerable<Prediction> ClassifyAsync(
        IAsyncEnumerable<string> texts, ClassificationOptions? options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return Answers(
            async (writer, stop) =>
            {
                await foreach (string text in texts.WithCancellation(stop).ConfigureAwait(false))
                    await writer.WriteAsync(new TextInput(text), stop).ConfigureAwait(false);
            },
            options, cancellationToken);
    }

    /// <summary>The same for texts and pairs of texts that come in time.</summary>
    /// <inheritdoc cref="ClassifyAsync(IEnumerable{string}, CancellationToken)"/>
    public IAsyncEnumerable<Prediction> ClassifyAsync(IAsyncEnumerable<TextInput> texts, CancellationToken cancellationToken = default) =>
        ClassifyAsync(texts, null, cancellationToken);

    /// <summary>The same for texts and pairs of texts that come in time, with options.</summary>
    /// <inheritdoc cref="ClassifyAsync(IEnumerable{string}, CancellationToken)"/>
    public IAsyncEnumerable<Prediction> ClassifyAsync(
        IAsyncEnumerable<TextInput> texts, ClassificationOptions? options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return Answers(
            async (writer, stop) =>
            {
                await foreach (var text in texts.WithCancellation(stop).ConfigureAwait(false))
                    await writer.WriteAsync(text, stop).ConfigureAwait(false);
            },
            options, cancellationToken);
    }

    // Options are checked here, before anything is read.
    private IAsyncEnumerable<Prediction> Answers(
        Func<ChannelWriter<TextInput>, CancellationToken, Task> source, ClassificationOptions? options,
        CancellationToken cancellationToken) =>
        AnswerStream.Run(_batches, PlanOf(options), batch => Compute(batch.Tokens), source, cancellationToken);
}
