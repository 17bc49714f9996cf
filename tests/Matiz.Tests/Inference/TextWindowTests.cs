using Matiz.Data;
using Matiz.Inference;
using Matiz.Models;
using Matiz.Testing;
using Matiz.Tests.Models;
using Matiz.Tokenizers;

namespace Matiz.Tests.Inference;

public sealed class TextWindowTests
{
    private const int MaxLength = 12;

    private static readonly string Long =
        string.Join(' ', Enumerable.Range(0, 30).Select(i => i % 3 == 0 ? "really good" : "sad and angry"));

    public static TheoryData<string> Architectures => [.. TinyModels.Names];

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Stride_TextThatFits_SameBitsAsWithout(string architecture)
    {
        var classifier = TextClassifier.Load(TinyModels.Folder(architecture, "sequence-classification"));
        TextInput[] texts = ["i saw a movie today", new TextInput("this is a test", "ok"), "", new TextInput("a", "")];

        var plain = classifier.Classify(texts).ToList();
        var windows = classifier.Classify(texts, new ClassificationOptions { Stride = 2 }).ToList();

        Assert.Equal(plain.Select(prediction => prediction.Logits), windows.Select(prediction => prediction.Logits));
        Assert.Equal(plain.Select(prediction => prediction.Scores), windows.Select(prediction => prediction.Scores));
        Assert.All(plain, prediction => Assert.Null(prediction.Windows));
        Assert.Equal(
            plain.Zip(texts).Select(pair => new TextWindow(0, pair.Second.Text.Length, pair.First.TokenCount)),
            windows.Select(prediction => Assert.Single(prediction.Windows!)));
    }

    [Theory]
    [InlineData(WindowPooling.Mean)]
    [InlineData(WindowPooling.Max)]
    public void Stride_LongText_PoolsTheLogitsOfItsWindows(WindowPooling pooling)
    {
        var classifier = Load();
        var windows = Windows(classifier.Model.Tokenizer, new TextInput(Long), TruncationStrategy.OnlyFirst, stride: 3);
        float[][] logits = [.. windows.Select(window => Logits(classifier.Model, window))];

        var prediction = classifier.Classify(Long, options: new ClassificationOptions { Stride = 3, WindowPooling = pooling });

        Assert.Equal(
            Enumerable.Range(0, 6).Select(label => pooling == WindowPooling.Mean
                ? (float)(logits.Sum(window => (double)window[label]) / logits.Length)
                : logits.Max(window => window[label])),
            prediction.Logits);
        Assert.Equal(windows.Count, prediction.Windows!.Count);
        Assert.Equal(windows.Sum(window => window.Length), prediction.TokenCount);
        Assert.Equal(0, prediction.DroppedTokens);
        Assert.Equal(1, prediction.Scores.Sum(score => (double)score.Score), 5);
    }

    [Fact]
    public void Windows_CoverTheTextAndOverlapByTheStride()
    {
        var classifier = Load();

        var windows = classifier.Classify(Long, options: new ClassificationOptions { Stride = 3 }).Windows!;

        Assert.Equal(0, windows[0].Start);
        Assert.Equal(Long.Length, windows[^1].End);
        var tokens = classifier.Model.Tokenizer.Encode(Long, null, new EncodeOptions { AddSpecialTokens = false }).Offsets;
        for (int i = 1; i < windows.Count; i++)
            Assert.Equal(3, tokens.Count(token => token.Start >= windows[i].Start && token.End <= windows[i - 1].End));
    }

    [Fact]
    public void Stride_AnyBatchAndReadAhead_SameBits()
    {
        TextInput[] texts = ["ok", Long, "fine", Long + " indeed", new TextInput("ok", Long), "the end"];
        var options = new ClassificationOptions { Stride = 2 };
        float[][] alone = [.. texts.Select(text => Load().Classify([text], options).Single().Logits)];

        foreach (int bound in (int[])[1, 13, 40, 4096])
        {
            var classifier = new TextClassifier(
                Load().Model, new InferenceOptions { MaxLength = MaxLength, TokenBound = bound, ReadAhead = 4 });
            Assert.Equal(alone, classifier.Classify(texts, options).Select(prediction => prediction.Logits));
        }
    }

    // Two enumerations of one stream must not share the windows that one of them was stopped in.
    [Fact]
    public void Stream_StoppedWithinATextAndReadAgain_SameBits()
    {
        var classifier = new TextClassifier(Load().Model, new InferenceOptions { MaxLength = MaxLength, TokenBound = MaxLength });
        var stream = classifier.Classify([new TextInput("ok"), new TextInput(Long)], new ClassificationOptions { Stride = 2 });

        Assert.NotNull(stream.First());

        Assert.Equal(
            Load().Classify(Long, options: new ClassificationOptions { Stride = 2 }).Logits, stream.Last().Logits);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Stride_Pair_CutsTheLongerAndKeepsTheOtherWhole(bool secondIsLonger)
    {
        var classifier = Load();
        var pair = secondIsLonger ? new TextInput("ok", Long) : new TextInput(Long, "ok");
        var expected = Windows(
            classifier.Model.Tokenizer, pair, secondIsLonger ? TruncationStrategy.OnlySecond : TruncationStrategy.OnlyFirst, stride: 2);

        var prediction = classifier.Classify([pair], new ClassificationOptions { Stride = 2 }).Single();

        Assert.Equal(expected.Count, prediction.Windows!.Count);
        Assert.All(prediction.Windows, window => Assert.Equal(secondIsLonger, window.IsOfPair));
        Assert.Equal(Long.Length, prediction.Windows[^1].End);
        Assert.Equal(
            Enumerable.Range(0, 6).Select(label =>
                (float)(expected.Sum(window => (double)Logits(classifier.Model, window)[label]) / expected.Count)),
            prediction.Logits);
    }

    [Fact]
    public void Stride_PairWhoseOtherTextLeavesNoRoom_NamesTheRow()
    {
        var texts = new[] { new TextInput("ok"), new TextInput(Long, Long) };
        var stream = Load().Classify(texts, new ClassificationOptions { Stride = 2 });

        Assert.StartsWith(
            "text 2: the first text has ", Assert.Throws<DataException>(() => stream.ToList()).Message, StringComparison.Ordinal);
        Assert.NotNull(stream.First());
    }

    [Fact]
    public void Stride_NoRoomForASingleText_IsRefusedAtOnce() => Assert.Equal(
        "the stride (ClassificationOptions.Stride) is 10, but a window of 12 tokens has room for 10 of a text. A stride less than that was "
        + "expected. Give a smaller one.",
        Assert.Throws<TokenizerException>(() => Load().Classify("ok", options: new ClassificationOptions { Stride = 10 })).Message);

    [Fact]
    public void Stride_OneShortOfTheRoom_Advances() =>
        Assert.True(Load().Classify(Long, options: new ClassificationOptions { Stride = 9 }).Windows!.Count > 50);

    private static TextClassifier Load() => TextClassifier.Load(
        SharedFiles.Golden("tiny/bert/sequence-classification"), new InferenceOptions { MaxLength = MaxLength });

    private static List<Encoding> Windows(Tokenizer tokenizer, TextInput text, TruncationStrategy strategy, int stride)
    {
        var first = tokenizer.Encode(text.Text, text.TextPair, new EncodeOptions
        {
            MaxLength = MaxLength,
            Stride = stride,
            ReturnOverflow = true,
            Strategy = strategy,
        });
        return [first, .. first.Overflowing];
    }

    private static float[] Logits(SequenceClassificationModel model, Encoding window)
    {
        using var tape = model.Device.NewTape(training: false);
        return model.Forward(tape, new TokenBatch(window.Ids, [0, window.Length], window.TypeIds)).ToArray();
    }
}
