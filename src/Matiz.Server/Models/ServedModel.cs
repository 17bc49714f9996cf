using Matiz.Files;
using Matiz.Inference;
using Matiz.Inference.Queues;
using Matiz.Models;
using Matiz.Models.SentenceTransformers;
using Matiz.Server.Requests;
using Matiz.Tensors;
using Matiz.Tokenizers;

namespace Matiz.Server.Models;

/// <summary>One version of one model in memory. It never changes; another version is another object (<see cref="ModelSlot"/>).</summary>
internal sealed class ServedModel : IAsyncDisposable
{
    private readonly ClassificationQueue? _classification;
    private readonly MatizServerOptions _options;
    private readonly Task<string> _version;

    private ServedModel(
        string name, ModelFiles files, MatizServerOptions options, TextClassifier? classifier, ModelEmbeddings embeddings,
        EncoderModel encoder, Task<string> version)
    {
        (Name, Files, _options, Classifier, Embeddings, Encoder, _version) = (
            name, files, options, classifier, embeddings, encoder, version);
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
    public EncoderModel Encoder { get; }

    /// <summary>The tokenizer.</summary>
    public Tokenizer Tokenizer => Encoder.Tokenizer;

    /// <summary>The most tokens of a text, special tokens included.</summary>
    public int MaxLength => Classifier?.MaxLength ?? Embeddings.MaxLength;

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

    /// <summary>Loads a model and computes one text with it, so that the first request waits for nothing.</summary>
    /// <exception cref="Formats.MatizException">A file is missing or damaged, or the model is none that can be served.</exception>
    public static ServedModel Load(string name, ModelFiles files, MatizModelOptions model, MatizServerOptions options)
    {
        var version = Task.Run(() => ModelVersion.Compute(files));
        var queue = options.Queue with { Name = name };
        var inference = model.Inference ?? new InferenceOptions();
        if (AutoModelForSequenceClassification.IsClassifier(files))
        {
            var classifier = TextClassifier.Load(files, inference, model.Device);
            var encoder = classifier.Model.Encoder;
            var sentences = new SentenceEncoder(
                encoder, model.Pooling ?? Pooling.Mean, Normalizes: false, classifier.MaxLength, SentencePrompts.Read(files));
            var embeddings = new ModelEmbeddings(sentences, inference with { MaxLength = classifier.MaxLength }, queue);
            return new ServedModel(name, files, options, classifier, embeddings, encoder, version);
        }

        var sentenceModel = SentenceEncoder.Load(files, model.Device);
        if (model.Pooling is { } pooling) sentenceModel = sentenceModel with { Pooling = pooling };
        inference = inference with { MaxLength = inference.MaxLength ?? sentenceModel.MaxLength };
        return new ServedModel(
            name, files, options, null, new ModelEmbeddings(sentenceModel, inference, queue), sentenceModel.Encoder, version);
    }

    /// <summary>Whether it can do what is asked.</summary>
    public bool Can(ModelUse use) => use != ModelUse.Classify || Classifier is not null;

    /// <summary>Classifies a few texts through the queue.</summary>
    /// <exception cref="QueueRefusedException">The queue is full or ending.</exception>
    /// <exception cref="Data.DataException">The model cannot read a text, which the message names by its number.</exception>
    public Task<IReadOnlyList<Prediction>> ClassifyAsync(
        IReadOnlyList<TextInput> texts, ClassificationOptions? options, CancellationToken cancellationToken)
    {
        if (_classification is null)
            throw new RequestException(RequestFault.WrongModel, $"the model '{Name}' classifies nothing. A classifier was expected.");
        RequestLimits.RequireTexts(texts.Count, _options.MostBatch);
        return _classification.ClassifyAsync(texts, options, cancellationToken);
    }

    /// <summary>The embeddings of a few texts, through the queue.</summary>
    /// <inheritdoc cref="ModelEmbeddings.EmbedAsync"/>
    public Task<EmbeddedTexts> EmbedAsync(
        IReadOnlyList<EmbedInput> inputs, EmbeddingRequest request, CancellationToken cancellationToken)
    {
        RequestLimits.RequireTexts(inputs.Count, _options.MostBatch);
        return Embeddings.EmbedAsync(inputs, request, _options.MostTokens, cancellationToken);
    }

    /// <inheritdoc cref="EmbedAsync(IReadOnlyList{EmbedInput}, EmbeddingRequest, CancellationToken)"/>
    public Task<EmbeddedTexts> EmbedAsync(IReadOnlyList<TextInput> texts, EmbeddingRequest request, CancellationToken cancellationToken) =>
        EmbedAsync([.. texts.Select(text => new EmbedInput(text.Text))], request, cancellationToken);

    /// <summary>Ends its queues: what waits is refused.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_classification is not null) await _classification.DisposeAsync().ConfigureAwait(false);
        await Embeddings.DisposeAsync().ConfigureAwait(false);
    }
}
