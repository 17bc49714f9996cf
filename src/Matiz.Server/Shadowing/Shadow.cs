using System.Threading.Channels;
using Matiz.Inference;
using Matiz.Server.Models;
using Matiz.Tokenizers;

namespace Matiz.Server.Shadowing;

/// <summary>
/// Answers a share of a model's texts a second time, with another version, after the first has answered. Nobody waits for it: it computes a
/// few texts at a time while no request waits, and lets go of what it cannot get to.
/// </summary>
internal sealed class Shadow : IAsyncDisposable
{
    private const int MostRequests = 128, TextsAtOnce = 4;
    private const long MostCharacters = 1 << 22;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5), LongestWait = TimeSpan.FromSeconds(10);

    private readonly ModelSlot _served;
    private readonly ShadowSampler _sampler;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _work;
    private readonly Channel<ShadowTask> _tasks = Channel.CreateBounded<ShadowTask>(
        new BoundedChannelOptions(MostRequests) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private long _characters;

    /// <summary>Begins.</summary>
    /// <param name="served">The model that serves.</param>
    /// <param name="slot">The second version.</param>
    /// <param name="share">The share of requests.</param>
    public Shadow(ModelSlot served, ModelSlot slot, double share)
    {
        (_served, Slot, _sampler) = (served, slot, new ShadowSampler(share));
        _work = Task.Run(WorkAsync);
    }

    /// <summary>The place of the second version, which may be replaced as any.</summary>
    public ModelSlot Slot { get; }

    /// <summary>Offers what was just answered. Requests that ask for scores of another kind are no part of the traffic.</summary>
    public void Offer(IReadOnlyList<TextInput> texts, ClassificationOptions? options, IReadOnlyList<Prediction> answers)
    {
        if (options?.FunctionToApply is not null || !_sampler.Takes()) return;
        long characters = texts.Sum(static text => (long)text.Text.Length + (text.TextPair?.Length ?? 0));
        if (Interlocked.Add(ref _characters, characters) <= MostCharacters
            && _tasks.Writer.TryWrite(new ShadowTask(texts, options, answers, characters, Environment.TickCount64))) return;
        Interlocked.Add(ref _characters, -characters);
        ShadowMetrics.Drop(_served.Name, "full", texts.Count);
    }

    /// <summary>Waits until what was offered is answered or dropped; for tests.</summary>
    public async Task DrainAsync()
    {
        while (Interlocked.Read(ref _characters) > 0) await Task.Delay(Pause).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(false);
        await Slot.DisposeAsync().ConfigureAwait(false);
        _ending.Dispose();
    }

    private async Task WorkAsync()
    {
        try
        {
            await foreach (var task in _tasks.Reader.ReadAllAsync(_ending.Token).ConfigureAwait(false))
            {
                await AnswerAsync(task).ConfigureAwait(false);
                Interlocked.Add(ref _characters, -task.Characters);
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task AnswerAsync(ShadowTask task)
    {
        using var lease = Slot.Rent();
        var classifier = lease.Model.Classifier!;
        for (int first = 0; first < task.Texts.Count; first += TextsAtOnce)
        {
            int count = Math.Min(TextsAtOnce, task.Texts.Count - first);
            if (!await MayComputeAsync(task).ConfigureAwait(false))
            {
                ShadowMetrics.Drop(_served.Name, "late", task.Texts.Count - first);
                return;
            }

            if (!HasLabelsOf(classifier, task.Answers[first]))
            {
                ShadowMetrics.Drop(_served.Name, "labels", task.Texts.Count - first);
                return;
            }

            try
            {
                var answers = classifier.Classify([.. task.Texts.Skip(first).Take(count)], task.Options);
                int next = first;
                foreach (var answer in answers) ShadowMetrics.Count(_served.Name, task.Answers[next++], answer, classifier.Labels.Names);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                ShadowMetrics.Drop(_served.Name, "failed", task.Texts.Count - first);
                return;
            }
        }
    }

    // Requests come first: while one waits the shadow does nothing, and what has waited long is dropped.
    private async Task<bool> MayComputeAsync(ShadowTask task)
    {
        while (_served.Current.Waiting.Requests > 0)
        {
            if (Environment.TickCount64 - task.Offered > LongestWait.TotalMilliseconds) return false;
            await Task.Delay(Pause, _ending.Token).ConfigureAwait(false);
        }

        return true;
    }

    // Either version may be replaced by one of other labels.
    private static bool HasLabelsOf(TextClassifier classifier, Prediction answer) =>
        classifier.Labels.DistinctNames.SequenceEqual(answer.Scores.Select(score => score.Label), StringComparer.Ordinal);

    /// <summary>Texts that were answered, to be answered again.</summary>
    private sealed record ShadowTask(
        IReadOnlyList<TextInput> Texts, ClassificationOptions? Options, IReadOnlyList<Prediction> Answers, long Characters, long Offered);
}
