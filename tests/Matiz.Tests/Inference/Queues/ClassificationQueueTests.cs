using Matiz.Data;
using Matiz.Inference;
using Matiz.Inference.Queues;
using Matiz.Models;
using Matiz.Tasks;
using Matiz.Testing;
using Matiz.Tokenizers;

namespace Matiz.Tests.Inference.Queues;

public sealed class ClassificationQueueTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_WithOptionsOfTheirOwn_AnswerAsThePlainCall()
    {
        var classifier = TextClassifier.Load(
            SharedFiles.Golden("tiny/bert/sequence-classification"), new InferenceOptions { MaxLength = 12 });
        string text = string.Join(' ', Enumerable.Repeat("what a wonderful surprise", 12));
        await using var queue = new ClassificationQueue(classifier, new TokenQueueOptions { TokenBound = 30 });
        ClassificationOptions?[] options =
        [
            null, new() { TopK = 2 }, new() { FunctionToApply = ScoreFunction.None }, new() { Stride = 3 },
            new() { Stride = 2, WindowPooling = WindowPooling.Max }, new() { TruncationSide = TruncationSide.Left }, new() { MinScore = 1 },
        ];

        var answers = await Task.WhenAll(options.Select(
            asked => queue.ClassifyAsync([text, new TextInput("ok", text), "ok"], asked, Token)));

        foreach (var (asked, answer) in options.Zip(answers))
        {
            var plain = classifier.Classify([new TextInput(text), new TextInput("ok", text), "ok"], asked).ToList();
            Assert.Equal(plain.Select(prediction => prediction.Logits), answer.Select(prediction => prediction.Logits));
            Assert.Equal(plain.Select(prediction => prediction.Top), answer.Select(prediction => prediction.Top));
            Assert.Equal(plain.Select(prediction => prediction.Label), answer.Select(prediction => prediction.Label));
            Assert.Equal(plain.Select(prediction => prediction.Windows?.Count), answer.Select(prediction => prediction.Windows?.Count));
            Assert.Equal(plain.Select(prediction => prediction.DroppedTokens), answer.Select(prediction => prediction.DroppedTokens));
        }
    }

    [Fact]
    public async Task Faults_OfTextsAndOptions_AreTheCallersAlone()
    {
        var classifier = TextClassifier.Load(SharedFiles.Golden("tiny/bert/sequence-classification"));
        await using var queue = new ClassificationQueue(classifier);

        Assert.Equal(
            "text 2: there is no text (null). A text was expected. Fill it in, or leave it out.",
            (await Assert.ThrowsAsync<DataException>(() => queue.ClassifyAsync(["ok", default], null, Token))).Message);
        await Assert.ThrowsAsync<ModelException>(
            () => queue.ClassifyAsync(["ok"], new ClassificationOptions { Threshold = 0.5f }, Token));
        Assert.Empty(await queue.ClassifyAsync([], null, Token));
        Assert.Single(await queue.ClassifyAsync(["ok"], null, Token));
        Assert.Equal(0, queue.Queue.WaitingRequests);
    }

    [Fact]
    public async Task FeatureQueue_ManyRequests_GiveTheBitsOfThePlainCall()
    {
        var extractor = FeatureExtractor.Load(SharedFiles.Golden("tiny/bert/base"));
        string[] texts = [.. Enumerable.Range(0, 40).Select(i => $"text number {i}")];
        await using var queue = new FeatureQueue(extractor, new TokenQueueOptions { TokenBound = 32 });

        var answers = await Task.WhenAll(texts.Select(text => queue.ExtractAsync([text, "ok"], Token)));

        Assert.Equal(texts.Select(text => extractor.Extract(text)), answers.Select(answer => answer[0]));
        Assert.All(answers, answer => Assert.Equal(extractor.Extract("ok"), answer[1]));
        Assert.Empty(await queue.ExtractAsync([], Token));
    }
}
