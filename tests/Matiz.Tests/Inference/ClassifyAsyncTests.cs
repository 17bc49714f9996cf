using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Matiz.Data;
using Matiz.Inference;
using Matiz.Models;
using Matiz.Testing;
using Matiz.Tokenizers;

namespace Matiz.Tests.Inference;

public sealed class ClassifyAsyncTests
{
    private static readonly SequenceClassificationModel Model =
        AutoModelForSequenceClassification.FromPretrained(SharedFiles.Golden("tiny/distilbert/sequence-classification"));

    private static readonly string[] Texts = [.. Enumerable.Range(0, 700).Select(i => $"i felt tired and a little sad for {i} hours")];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Streams_OfEveryKind_GiveTheBitsOfTheBatchInOrder()
    {
        var classifier = new TextClassifier(Model);
        float[][] expected = [.. classifier.Classify(Texts).Select(prediction => prediction.Logits)];
        var inputs = Texts.Select(text => new TextInput(text));
        var options = new ClassificationOptions { TopK = 1 };

        foreach (var stream in (IAsyncEnumerable<Prediction>[])
        [
            classifier.ClassifyAsync(Texts, Token),
            classifier.ClassifyAsync(inputs, Token),
            classifier.ClassifyAsync(Slowly(Texts), Token),
            classifier.ClassifyAsync(Slowly(inputs), Token),
            classifier.ClassifyAsync(Texts, options, Token),
            classifier.ClassifyAsync(inputs, options, Token),
            classifier.ClassifyAsync(Slowly(Texts), options, Token),
            classifier.ClassifyAsync(Slowly(inputs), options, Token),
        ])
        {
            Assert.Equal(expected, (await ToList(stream)).Select(prediction => prediction.Logits));
        }
    }

    [Fact]
    public async Task Stream_OfOneTextAtATime_AnswersEachBeforeTheNext()
    {
        var classifier = new TextClassifier(Model);
        var texts = Channel.CreateUnbounded<string>();
        await using var answers = classifier.ClassifyAsync(texts.Reader.ReadAllAsync(Token), Token).GetAsyncEnumerator(Token);

        foreach (string text in Texts.Take(3))
        {
            await texts.Writer.WriteAsync(text, Token);
            Assert.True(await answers.MoveNextAsync());
            Assert.Equal(classifier.Classify(text).Logits, answers.Current.Logits);
        }

        texts.Writer.Complete();
        Assert.False(await answers.MoveNextAsync());
    }

    [Fact]
    public async Task Stream_HalfRead_EndsItsSourceAndReadsOnlyALittleAhead()
    {
        var classifier = new TextClassifier(Model, new InferenceOptions { ReadAhead = 8, TokenBound = 64 });
        int read = 0;
        bool isEnded = false;
        IEnumerable<string> Endless()
        {
            try
            {
                while (true) yield return $"text {read++}";
            }
            finally
            {
                isEnded = true;
            }
        }

        await foreach (var answer in classifier.ClassifyAsync(Endless(), Token))
        {
            Assert.NotNull(answer.Label);
            break;
        }

        Assert.True(isEnded);
        Assert.InRange(read, 1, 200);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancel_SourceThatNeverAnswers_EndsAtOnce(bool heedsTheToken)
    {
        var classifier = new TextClassifier(Model);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var never = new TaskCompletionSource();
        async IAsyncEnumerable<string> Silent([EnumeratorCancellation] CancellationToken token = default)
        {
            yield return "ok";
            await (heedsTheToken ? never.Task.WaitAsync(token) : never.Task);
        }

        int answered = 0;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var answer in classifier.ClassifyAsync(Silent(CancellationToken.None), cancel.Token))
            {
                answered++;
                await cancel.CancelAsync();
            }
        });

        Assert.Equal(1, answered);
        Assert.Equal(cancel.Token, thrown.CancellationToken);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 20);
        never.SetResult();
    }

    [Fact]
    public async Task Cancel_Before_NothingIsRead()
    {
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        IEnumerable<string> Unread()
        {
            Assert.Fail("read");
            yield break;
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await ToList(new TextClassifier(Model).ClassifyAsync(Unread(), cancel.Token)));
        Assert.Throws<OperationCanceledException>(() => new TextClassifier(Model).Classify(Texts, null, cancel.Token));
        Assert.Throws<OperationCanceledException>(
            () => new TextClassifier(Model).Classify(Texts.Select(text => new TextInput(text)), null, cancel.Token).First());
    }

    [Fact]
    public async Task Fault_OfARow_ComesAfterTheAnswersBeforeItAndNamesIt()
    {
        var classifier = new TextClassifier(Model);
        string?[] texts = [.. Texts.Take(300), null, .. Texts.Take(5)];
        var answers = new List<Prediction>();

        var fault = await Assert.ThrowsAsync<DataException>(async () =>
        {
            await foreach (var answer in classifier.ClassifyAsync(texts!, Token)) answers.Add(answer);
        });

        Assert.Equal(300, answers.Count);
        Assert.Equal("text 301: there is no text (null). A text was expected. Fill it in, or leave it out.", fault.Message);
        Assert.Equal(fault.Message, Assert.Throws<DataException>(() => classifier.Classify(texts!)).Message);
    }

    [Fact]
    public async Task Fault_OfTheSource_ComesAsItIs()
    {
        IEnumerable<string> Broken()
        {
            yield return "ok";
            throw new IOException("the wire is cut");
        }

        var answers = new List<Prediction>();
        var fault = await Assert.ThrowsAsync<IOException>(async () =>
        {
            await foreach (var answer in new TextClassifier(Model).ClassifyAsync(Broken(), Token)) answers.Add(answer);
        });

        Assert.Equal("the wire is cut", fault.Message);
        Assert.Single(answers);
    }

    [Fact]
    public async Task ManyStreams_OfOneClassifier_EachItsOwnBits()
    {
        var classifier = new TextClassifier(Model);
        float[][] expected = [.. classifier.Classify(Texts).Select(prediction => prediction.Logits)];

        var all = await Task.WhenAll(Enumerable.Range(0, 6).Select(skip => Task.Run(
            async () => (skip, Answers: await ToList(classifier.ClassifyAsync(Texts.Skip(skip), Token))), Token)));

        Assert.All(all, stream => Assert.Equal(expected[stream.skip..], stream.Answers.Select(prediction => prediction.Logits)));
    }

    [Fact]
    public async Task Windows_InAStream_SameBits()
    {
        var classifier = new TextClassifier(Model, new InferenceOptions { MaxLength = 6, TokenBound = 20, ReadAhead = 3 });
        var options = new ClassificationOptions { Stride = 1 };

        Assert.Equal(
            classifier.Classify(Texts[..20], options).Select(prediction => prediction.Logits),
            (await ToList(classifier.ClassifyAsync(Slowly(Texts[..20]), options, Token))).Select(prediction => prediction.Logits));
    }

    private static async IAsyncEnumerable<T> Slowly<T>(IEnumerable<T> items)
    {
        int count = 0;
        foreach (var item in items)
        {
            if (count++ % 100 == 0) await Task.Yield();
            yield return item;
        }
    }

    private static async Task<List<Prediction>> ToList(IAsyncEnumerable<Prediction> stream)
    {
        var list = new List<Prediction>();
        await foreach (var prediction in stream) list.Add(prediction);
        return list;
    }
}
