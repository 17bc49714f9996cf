using Matiz.Files;
using Matiz.Inference;
using Matiz.Inference.Queues;
using Matiz.Models;
using Matiz.Server.Requests;
using Matiz.Server.Telemetry;
using Matiz.Tokenizers;

namespace Matiz.Server.Models;

/// <summary>One version of one model in memory. It never changes; another version is another object (<see cref="ModelSlot"/>).</summary>
internal sealed class ServedModel : IAsyncDisposable
{
    private readonly ClassificationQueue? _classification;
    private readonly MatizServerOptions _options;
    private readonly Task<string> _version;

    /// <summary>A version of parts; <see cref="Load"/> makes them.</summary>
    public ServedModel(
        string name, ModelFiles files, MatizServerOptions options, TextClassifier? classifier, ModelEmbeddings embeddings,
        Task<string> version)
    {
        (Name, Files, _options, Classifier, Embeddings, _version) = (name, files, options, classifier, embeddings, version);
        if (classifier is not null) _classification = new ClassificationQueue(classifier, options.Queue with { Name = name });
    }

    /// <summary>What requests call it.</summary>
    public string Name { get; }

    /// <summary>Sixteen hexadecimal digits of the files that decide its answers (<see cref="ModelVersion"/>).</summary>
    public string Version => _version.GetAwaiter().GetResult();

    /// <summary>When it was loaded.</summary>
    public DateTimeOffset Loaded { get; } = DateTimeOffset.UtcNow;

    /// <summary>Its files.</summary>
    public ModelFiles Files { get; }

    /// <summary>Its folder on the disk; null for files in memory.</summary>
    public string? Folder => Files.LocalPath;

    /// <summary>The classifier; null for a model that gives embeddings alone.</summary>
    public TextClassifier? Classifier { get; }

    /// <summary>Its embeddings.</summary>
    public ModelEmbeddings Embeddings { get; }

    /// <summary>The encoder.</summary>
    public EncoderModel Encoder => Embeddings.Encoder;

    /// <summary>What its files say it is, such as <c>BertForSequenceClassification</c>.</summary>
    public string Architecture => Config.Architectures is [var first, ..] ? first : Config.ModelType ?? "model";

    /// <summary>Its settings.</summary>
    public ModelConfig Config => Classifier?.Model.Config ?? Encoder.Config;

    /// <summary>The tokenizer.</summary>
    public Tokenizer Tokenizer => Encoder.Tokenizer;

    /// <summary>The most tokens of a text, special tokens included.</summary>
    public int MaxLength => Classifier?.MaxLength ?? Embeddings.MaxLength;

    /// <summary>What is said of it to programs.</summary>
    public MatizModelInfo Info => new(
        Name, Version, Classifier is not null, Classifier?.Model.LoadingNotes ?? Encoder.LoadingNotes,
        Classifier?.Model.LoadingWarnings ?? Encoder.LoadingWarnings);

    /// <summary>Requests and tokens that wait in its queues.</summary>
    public (int Requests, long Tokens) Waiting
    {
        get
        {
            var (requests, tokens) = Embeddings.Waiting;
            return _classification?.Queue is { } queue
                ? (requests + queue.WaitingRequests, tokens + queue.WaitingTokens)
                : (requests, tokens);
        }
    }

    /// <inheritdoc cref="ModelLoader.Load"/>
    public static ServedModel Load(string name, ModelFiles files, MatizModelOptions model, MatizServerOptions options) =>
        ModelLoader.Load(name, files, model, options);

    /// <summary>Whether it can do what is asked.</summary>
    public bool Can(ModelUse use) => use != ModelUse.Classify || Classifier is not null;

    /// <summary>Classifies a few texts through the queue.</summary>
    /// <exception cref="QueueRefusedException">The queue is full or ending.</exception>
    /// <exception cref="Data.DataException">The model cannot read a text, which the message names by its number.</exception>
    public async Task<IReadOnlyList<Prediction>> ClassifyAsync(
        IReadOnlyList<TextInput> texts, ClassificationOptions? options, CancellationToken cancellationToken)
    {
        if (_classification is null)
            throw new RequestException(RequestFault.WrongModel, $"the model '{Name}' classifies nothing. A classifier was expected.");
        RequestLimits.RequireTexts(texts.Count, _options.MostBatch);
        _classification.Queue.RequireRoom();
        using var call = ModelCall.Begin(this, ModelUse.Classify, texts.Count, texts.Select(static text => text.Text));
        var answers = await _classification.ClassifyAsync(
            texts, options, batch => RequestLimits.RequireTokens(batch.TokenCount, _options.MostTokens), call.Times, cancellationToken)
            .ConfigureAwait(false);
        call.Answered(answers);
        RequestRecord.Current?.Slot?.Shadow?.Offer(texts, options, answers);
        return answers;
    }

    /// <summary>The embeddings of a few texts, through the queue.</summary>
    /// <inheritdoc cref="ModelEmbeddings.EmbedAsync"/>
    public async Task<EmbeddedTexts> EmbedAsync(
        IReadOnlyList<EmbedInput> inputs, EmbeddingRequest request, CancellationToken cancellationToken)
    {
        RequestLimits.RequireTexts(inputs.Count, _options.MostBatch);
        using var call = ModelCall.Begin(this, ModelUse.Embed, inputs.Count, inputs.Select(static input => input.Text));
        return call.Answered(
            await Embeddings.EmbedAsync(inputs, request, _options.MostTokens, call.Times, cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc cref="EmbedAsync(IReadOnlyList{EmbedInput}, EmbeddingRequest, CancellationToken)"/>
    public Task<EmbeddedTexts> EmbedAsync(IReadOnlyList<TextInput> texts, EmbeddingRequest request, CancellationToken cancellationToken) =>
        EmbedAsync([.. texts.Select(text => new EmbedInput(text.Text))], request, cancellationToken);

    /// <summary>Computes a text, past the queues.</summary>
    /// <exception cref="ModelException">A number is not finite.</exception>
    public void WarmUp(string text)
    {
        if (Classifier is not null) Classifier.Classify(text);
        else Embeddings.Extract(text);
    }

    /// <summary>Ends its queues: what waits is refused.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_classification is not null) await _classification.DisposeAsync().ConfigureAwait(false);
        await Embeddings.DisposeAsync().ConfigureAwait(false);
    }
}
