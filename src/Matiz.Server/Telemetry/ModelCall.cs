using System.Diagnostics;
using Matiz.Inference;
using Matiz.Inference.Queues;
using Matiz.Server.Models;

namespace Matiz.Server.Telemetry;

/// <summary>A call of a model, watched: what it was asked, what came of it, where its time went.</summary>
internal sealed class ModelCall : IDisposable
{
    private readonly ServedModel _model;
    private readonly ModelUse _use;
    private readonly Activity? _activity;
    private readonly RequestRecord? _request = RequestRecord.Current;
    private readonly long _start = Stopwatch.GetTimestamp();
    private bool _isAnswered;

    private ModelCall(ServedModel model, ModelUse use, int count, IEnumerable<string?> texts)
    {
        (_model, _use) = (model, use);
        _activity = ServerTraces.BeginCall(use == ModelUse.Classify ? "classify" : "embeddings", model.Name, model.Version);
        _activity?.SetTag("matiz.texts", count);
        TeiMetrics.Begin(use, count, isFirstOfRequest: _request is not { Times: not null });
        if (_request is null) return;
        _request.Times = Times;
        _request.Texts += count;
        if (_request.Kept is not { } kept) return;
        kept.AddRange(texts.OfType<string>());
    }

    /// <summary>Filled in by the queue.</summary>
    public QueueTimes Times { get; } = new();

    /// <summary>Begins to watch.</summary>
    public static ModelCall Begin(ServedModel model, ModelUse use, int count, IEnumerable<string?> texts) =>
        new(model, use, count, texts);

    /// <summary>Labels were given.</summary>
    public IReadOnlyList<Prediction> Answered(IReadOnlyList<Prediction> answers)
    {
        long dropped = 0;
        int abstained = 0;
        var lengths = new int[answers.Count];
        for (int i = 0; i < lengths.Length; i++)
        {
            lengths[i] = answers[i].TokenCount;
            dropped += answers[i].DroppedTokens;
            if (answers[i] is { Score: not null, Label: null }) abstained++;
        }

        Answered(lengths, dropped, abstained);
        return answers;
    }

    /// <summary>Vectors were given.</summary>
    public EmbeddedTexts Answered(EmbeddedTexts answers)
    {
        long dropped = 0;
        foreach (int count in answers.DroppedTokens) dropped += count;
        Answered(answers.TokenCounts, dropped, abstained: 0);
        return answers;
    }

    public void Dispose()
    {
        if (!_isAnswered) _activity?.SetStatus(ActivityStatusCode.Error);
        _activity?.Dispose();
    }

    private void Answered(IReadOnlyList<int> lengths, long dropped, int abstained)
    {
        _isAnswered = true;
        long tokens = 0;
        foreach (int length in lengths) tokens += length;
        ServerMetrics.Answered(_model.Name, _use, lengths.Count, tokens, dropped, abstained);
        TeiMetrics.Answered(_use, lengths, Stopwatch.GetElapsedTime(_start), Times);
        if (_request is not null) _request.Tokens += tokens;
        if (_activity is null) return;
        _activity.SetTag("gen_ai.usage.input_tokens", tokens);
        if (dropped > 0) _activity.SetTag("matiz.dropped_tokens", dropped);
        if (abstained > 0) _activity.SetTag("matiz.abstained", abstained);
        _activity.SetTag("matiz.queue_ms", Times.Waiting.TotalMilliseconds);
        _activity.SetTag("matiz.inference_ms", Times.Computing.TotalMilliseconds);
    }
}
