using Matiz.Files;
using Matiz.Inference;
using Matiz.Inference.Embeddings;
using Matiz.Models;
using Matiz.Server.Models;
using Matiz.Server.Requests;
using Matiz.Tensors;
using Matiz.Tokenizers;

namespace Matiz.Server.Tests.Models;

public sealed class ServedModelTests
{
    private static readonly string[] Texts = ["i saw a movie today and it was really good", "ok", "i am so angry about the long delay"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ClassifierAndEmbeddings_AtOnce_AnswerAsEachAlone()
    {
        await using var model = Load(TestServer.Classifier);
        var classifier = TextClassifier.Load(TestServer.Classifier);
        var inputs = Texts.Select(text => new TextInput(text)).ToList();
        var expected = classifier.Classify(Texts).Select(answer => answer.Logits).ToList();
        using var embeddings = TextEmbeddingGenerator.Load(
            ModelFiles.InFolder(TestServer.Classifier), new EmbeddingOptions { Pooling = Pooling.Mean, Normalizes = false });
        var vectors = await embeddings.GenerateAsync(Texts, cancellationToken: Cancel);
        await Parallel.ForAsync(0, 60, Cancel, async (number, cancel) =>
        {
            if (number % 2 == 0)
            {
                var answers = await model.ClassifyAsync(inputs, null, cancel);
                Assert.Equal(expected, answers.Select(answer => answer.Logits));
                return;
            }

            var embedded = await model.EmbedAsync(inputs, new EmbeddingRequest { Normalizes = false }, cancel);
            Assert.Equal(vectors.Select(vector => vector.Vector.ToArray()), embedded.Vectors.Select(of => of.Single()));
        });
    }

    [Fact]
    public async Task Classifier_EmbedsByItsOwnWeights()
    {
        await using var model = Load(TestServer.Classifier);
        Assert.Same(model.Classifier!.Model.Encoder, model.Embeddings.Encoder);
    }

    [Fact]
    public async Task Encoder_WithAPooling_Embeds()
    {
        await using var model = Load(TestServer.Encoder, new MatizModelOptions { Pooling = Pooling.Cls });
        var embedded = await model.EmbedAsync([new TextInput("ok")], new EmbeddingRequest { Normalizes = true }, Cancel);
        Assert.Equal(1, embedded.Vectors[0][0].Sum(x => (double)x * x), 1e-6);
        var refused = await Assert.ThrowsAsync<RequestException>(() => model.ClassifyAsync([new TextInput("ok")], null, Cancel));
        Assert.Equal(RequestFault.WrongModel, refused.Fault);
    }

    [Fact]
    public void Encoder_WithoutAPooling_IsRefusedByWhatItIs()
    {
        var refused = Assert.Throws<ModelException>(() => Load(TestServer.Encoder));
        Assert.Equal(
            "this is no classifier: it is a BertModel, and its weights hold no head that gives labels to texts. A trained classifier was "
            + "expected, or an embedding model. To serve embeddings of its encoder say how they are pooled "
            + "(MatizModelOptions.Pooling: cls, mean or max); else train it first, or name another model.",
            refused.Reason);
    }

    [Fact]
    public async Task TooManyTextsOrTokens_AreRefused()
    {
        await using var model = Load(TestServer.Classifier, options: new MatizServerOptions { MostBatch = 2, MostTokens = 8 });
        var texts = Texts.Select(text => new TextInput(text)).ToList();
        async Task<RequestFault> FaultOf(Func<Task> ask) => (await Assert.ThrowsAsync<RequestException>(ask)).Fault;
        Assert.Equal(RequestFault.TooManyTexts, await FaultOf(() => model.ClassifyAsync(texts, null, Cancel)));
        Assert.Equal(RequestFault.TooManyTexts, await FaultOf(() => model.EmbedAsync(texts, new EmbeddingRequest(), Cancel)));
        Assert.Equal(RequestFault.TooLarge, await FaultOf(() => model.ClassifyAsync(texts[..1], null, Cancel)));
        Assert.Equal(RequestFault.TooLarge, await FaultOf(() => model.EmbedAsync(texts[..1], new EmbeddingRequest(), Cancel)));
        Assert.Equal(RequestFault.Empty, await FaultOf(() => model.ClassifyAsync([], null, Cancel)));
    }

    private static ServedModel Load(string folder, MatizModelOptions? model = null, MatizServerOptions? options = null) =>
        ServedModel.Load("model", ModelFiles.InFolder(folder), model ?? new MatizModelOptions(), options ?? new MatizServerOptions());
}
