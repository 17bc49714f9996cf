using Matiz.Inference;
using Matiz.Inference.Embeddings;
using Matiz.Inference.Queues;
using Matiz.Models;
using Matiz.Models.SentenceTransformers;
using Matiz.Server.Requests;
using Matiz.Tensors;

namespace Matiz.Server.Models;

/// <summary>
/// The embeddings of a model: of a sentence-transformers model, or of a classifier's own encoder, whose weights it shares.
/// </summary>
internal sealed class ModelEmbeddings : IAsyncDisposable
{
    private readonly SentenceEncoder _model;
    private readonly FeatureExtractor _extractor;
    private readonly EmbedEncoder _encoder;
    private readonly TokenQueue<float[]> _texts, _tokens;

    public ModelEmbeddings(SentenceEncoder model, InferenceOptions inference, TokenQueueOptions queue)
    {
        _model = model;
        _extractor = new FeatureExtractor(model.Encoder, new FeatureOptions { Pooling = model.Pooling }, inference);
        _encoder = new EmbedEncoder(_extractor);
        _texts = new TokenQueue<float[]>(batch => [.. _extractor.Compute(batch).Chunk(Dimensions)], queue);
        _tokens = new TokenQueue<float[]>(ComputeTokens, queue);
    }

    /// <summary>The encoder.</summary>
    public EncoderModel Encoder => _model.Encoder;

    /// <summary>Numbers a vector.</summary>
    public int Dimensions => _extractor.FeatureCount;

    /// <summary>How one vector is made of those of the tokens.</summary>
    public Pooling Pooling => _model.Pooling;

    /// <summary>Whether the model's files ask for vectors of length 1.</summary>
    public bool Normalizes => _model.Normalizes;

    /// <summary>The names of prompts.</summary>
    public IEnumerable<string> PromptNames => _model.Prompts.Names;

    /// <summary>Where texts are cut.</summary>
    public int MaxLength => _extractor.MaxLength;

    /// <summary>Requests and tokens that wait.</summary>
    public (int Requests, long Tokens) Waiting =>
        (_texts.WaitingRequests + _tokens.WaitingRequests, _texts.WaitingTokens + _tokens.WaitingTokens);

    /// <summary>What stands before a text for which a prompt is named.</summary>
    /// <exception cref="RequestException">The model has no prompt of that name.</exception>
    public string PromptOf(string? name)
    {
        if (name is null || _model.Prompts.Names.Contains(name, StringComparer.Ordinal)) return _model.PromptOf(name);
        string known = string.Join(", ", _model.Prompts.Names.Select(one => $"'{one}'"));
        throw new RequestException(
            RequestFault.Invalid,
            $"'prompt_name' is no name of a prompt of this model. {(known.Length > 0 ? $"One of {known}" : "None")} was "
            + "expected. Correct it, "
            + "or leave it out.");
    }

    /// <summary>The embeddings of a few texts, through the queue.</summary>
    /// <exception cref="RequestException">The request asks for what the model does not give.</exception>
    /// <exception cref="QueueRefusedException">The queue is full or ending.</exception>
    /// <exception cref="Data.DataException">The model cannot read a text, which the message names by its number.</exception>
    public async Task<EmbeddedTexts> EmbedAsync(
        IReadOnlyList<EmbedInput> inputs, EmbeddingRequest request, int mostTokens, QueueTimes? times,
        CancellationToken cancellationToken)
    {
        if (inputs.Count == 0) return new EmbeddedTexts([], [], []);
        if (request.Dimensions is { } asked && (asked < 1 || asked > Dimensions))
        {
            throw new RequestException(
                RequestFault.Invalid,
                $"'dimensions' is {asked}. A number from 1 to {Dimensions} was expected. Correct it, or leave it out.");
        }

        if (request.PromptName is not null && inputs.Any(input => input.Ids is not null))
        {
            throw new RequestException(
                RequestFault.Invalid,
                "'prompt_name' is given with token ids, before which no prompt can stand. Texts were expected. Send texts.");
        }

        var queue = request.EachToken ? _tokens : _texts;
        queue.RequireRoom();
        var (tokens, dropped) = _encoder.Encode(inputs, PromptOf(request.PromptName), request);
        RequestLimits.RequireTokens(tokens.TokenCount, mostTokens);
        if (request.EachToken) RequestLimits.RequireNumbers(tokens.TokenCount, Dimensions);
        var rows = await queue.EnqueueAsync(tokens, times, cancellationToken).ConfigureAwait(false);
        var vectors = new IReadOnlyList<float[]>[rows.Count];
        int[] counts = new int[rows.Count];
        for (int row = 0; row < rows.Count; row++)
        {
            _extractor.RequireFinite(rows[row]);
            counts[row] = tokens.Layout.LengthOf(row);
            vectors[row] = request.EachToken ? [.. rows[row].Chunk(Dimensions)] : [Finished(rows[row], request)];
        }

        return new EmbeddedTexts(vectors, counts, dropped);
    }

    /// <summary>The vector of a text, past the queue.</summary>
    public float[] Extract(string text) => _extractor.Extract(text);

    public async ValueTask DisposeAsync()
    {
        await _texts.DisposeAsync().ConfigureAwait(false);
        await _tokens.DisposeAsync().ConfigureAwait(false);
    }

    private float[] Finished(float[] vector, EmbeddingRequest request)
    {
        float[] finished = vector[..(request.Dimensions ?? vector.Length)];
        if (request.Normalizes ?? _model.Normalizes) TextEmbeddingGenerator.Normalize(finished);
        return finished;
    }

    private float[][] ComputeTokens(TokenBatch batch)
    {
        float[] states = _extractor.ComputeTokens(batch);
        float[][] rows = new float[batch.RowCount][];
        for (int row = 0; row < rows.Length; row++)
            rows[row] = states[(batch.Layout.Offsets[row] * Dimensions)..(batch.Layout.Offsets[row + 1] * Dimensions)];
        return rows;
    }
}
