using Matiz.Files;
using Matiz.Inference;
using Matiz.Models;
using Matiz.Models.SentenceTransformers;
using Matiz.Tensors;

namespace Matiz.Server.Models;

/// <summary>Loads what a folder holds: a classifier, whose encoder gives embeddings too, or an embedding model.</summary>
internal static class ModelLoader
{
    private const string WarmUpText = "a";

    /// <summary>Loads a model and computes a text with it, so that the first request waits for nothing.</summary>
    /// <exception cref="Formats.MatizException">A file is missing or damaged, or the model is none that can be served.</exception>
    /// <param name="name">What requests call it.</param>
    /// <param name="files">What is read.</param>
    /// <param name="model">How it is loaded.</param>
    /// <param name="options">Limits and switches.</param>
    /// <param name="place">Where the files lie, where those that are read are a copy of them; null: they are themselves.</param>
    public static ServedModel Load(
        string name, ModelFiles files, MatizModelOptions model, MatizServerOptions options, ModelFiles? place = null)
    {
        var version = Task.Run(() => ModelVersion.Compute(files));  // reads the weights once more, beside their loading
        ServedModel? served = null;
        try
        {
            served = AutoModelForSequenceClassification.IsClassifier(files)
                ? LoadClassifier(name, files, place ?? files, model, options, version)
                : LoadEncoder(name, files, place ?? files, model, options, version);
            served.WarmUp(WarmUpText);
            version.GetAwaiter().GetResult();
            return served;
        }
        catch
        {
            _ = version.ContinueWith(
                static failed => failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw;
        }
    }

    private static ServedModel LoadClassifier(
        string name, ModelFiles files, ModelFiles place, MatizModelOptions model, MatizServerOptions options, Task<string> version)
    {
        var inference = model.Inference ?? new InferenceOptions();
        var classifier = TextClassifier.Load(files, inference, model.Device);
        var encoder = classifier.Model.Encoder;
        var (pooling, prompts) = ModuleList.Read(files) is { } modules && PooledHead.IsIn(files)
            ? (PooledHead.ReadPooling(ModelConfig.Load(files.In(modules[1].Folder)), encoder.HiddenSize), SentencePrompts.Read(files))
            : (Pooling.Mean, SentencePrompts.None);
        var sentences = new SentenceEncoder(encoder, model.Pooling ?? pooling, Normalizes: false, classifier.MaxLength, prompts);
        var embeddings = new ModelEmbeddings(
            sentences, inference with { MaxLength = classifier.MaxLength }, options.Queue with { Name = name });
        return new ServedModel(name, place, options, classifier, embeddings, version);
    }

    private static ServedModel LoadEncoder(
        string name, ModelFiles files, ModelFiles place, MatizModelOptions model, MatizServerOptions options, Task<string> version)
    {
        if (model.Pooling is null && ModuleList.Read(files) is null) throw NoClassifier(files);
        var sentences = SentenceEncoder.Load(files, model.Device);
        if (model.Pooling is { } pooling) sentences = sentences with { Pooling = pooling };
        var inference = model.Inference ?? new InferenceOptions();
        inference = inference with { MaxLength = inference.MaxLength ?? sentences.MaxLength };
        return new ServedModel(
            name, place, options, classifier: null, new ModelEmbeddings(sentences, inference, options.Queue with { Name = name }), version);
    }

    private static ModelException NoClassifier(ModelFiles files)
    {
        var config = ModelConfig.Load(files);
        string kind = config.Architectures is [var first, ..] ? first : config.ModelType ?? "model without a kind";
        return new ModelException(
            files.Path,
            $"this is no classifier: it is a {kind}, and its weights hold no head that gives labels to texts. A trained classifier was "
            + "expected, or an embedding model. To serve embeddings of its encoder say how they are pooled "
            + "(MatizModelOptions.Pooling: cls, mean or max); else train it first, or name another model.");
    }
}
