using Matiz.Inference;
using Matiz.Inference.Embeddings;
using Matiz.Inference.Queues;
using Matiz.Models;
using Matiz.Models.SentenceTransformers;
using Matiz.Server.Requests;
using Matiz.Tensors;
using Matiz.Tokenizers;

namespace Matiz.Server.Models;

/// <summary>
/// The embeddings of a model: of a sentence-transformers model, or of a classifier's own encoder, whose weights it shares.
/// </summary>
internal sealed class ModelEmbeddings : IAsyncDisposable
{
    private readonly SentenceEncoder _model;
    private readonly FeatureExtractor _extractor;
    private readonly TokenQueue<float[]> _texts, _tokens;

    public ModelEmbeddings(SentenceEncoder model, InferenceOptions inference, TokenQueueOptions queue)
    {
        _model = model;
        _extractor = new FeatureExtractor(model.Encoder, new FeatureOptions { Pooling = model.Pooling }, inference);
        _texts = new TokenQueue<float[]>(batch => [.. _extractor.Compute(batch).Chunk(Dimensions)], queue);
        _tokens = new TokenQueue<float[]>(ComputeTokens, queue);
    }

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

    /// <summary>The embeddings of a few texts, through the queue.</summary>
    /// <exception cref="RequestException">The request asks for what the model does not give.</exception>
    /// <exception cref="QueueRefusedException">The queue is full or ending.</exception>
    /// <exception cref="Data.DataException">The model cannot read a text, which the message names by its number.</exception>
    public async Task<EmbeddedTexts> EmbedAsync(
        IReadOnlyList<TextInput> texts, EmbeddingRequest request, int mostTokens, CancellationToken cancellationToken)
    {
        if (texts.Count == 0) return new EmbeddedTexts([], [], []);
        if (request.Dimensions is { } asked && (asked < 1 || asked > Dimensions))
        {
            throw new RequestException(
                RequestFault.Invalid,
                $"'dimensions' is {asked}. A number from 1 to {Dimensions} was expected. Correct it, or leave it out.");
        }

        string prompt = _model.PromptOf(request.PromptName);
        var inputs = new TextInput[texts.Count];
        for (int i = 0; i < inputs.Length; i++) inputs[i] = TextEmbeddingGenerator.Prompted(prompt, texts[i].Text);
        var batch = _extractor.Batches.EncodeAll(inputs, new RowCut(request.TruncationSide, !request.Truncates));
        RequestLimits.RequireTokens(batch.Tokens.TokenCount, mostTokens);
        var rows = await (request.EachToken ? _tokens : _texts).EnqueueAsync(batch.Tokens, cancellationToken).ConfigureAwait(false);
        var vectors = new IReadOnlyList<float[]>[rows.Count];
        int[] counts = new int[rows.Count];
        for (int row = 0; row < rows.Count; row++)
        {
            _extractor.RequireFinite(rows[row]);
            counts[row] = batch.Tokens.Layout.LengthOf(row);
            vectors[row] = request.EachToken ? [.. rows[row].Chunk(Dimensions)] : [Finished(rows[row], request)];
        }

        return new EmbeddedTexts(vectors, counts, batch.DroppedTokens.ToArray());
    }

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
