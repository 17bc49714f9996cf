using System.Net;
using Matiz.Inference;
using Matiz.Server.Models;
using Matiz.Tasks;
using Matiz.Tokenizers;

namespace Matiz.Server.Tests.Protocols.TextEmbeddingsInference;

public sealed class PredictRouteTests(ServedShelf shelf)
{
    private const string Good = "i saw a movie today and it was really good", Angry = "i am so angry about the long delay";

    private TestServer Server => shelf.Classifiers;

    [Fact]
    public async Task OneText_IsOneList_ScoreBeforeLabel()
    {
        var answer = await Server.PostAsync("/predict", $$"""{"inputs": "{{Good}}"}""");
        Answers.EqualTop(answer.Json, shelf.Classifier(ServedShelf.Emotion).Classify(Good));
        Assert.Matches("""^\[\{"score":0\.\d+,"label":"surprise"\},""", answer.Body);
    }

    // Two texts in one list are one pair; a batch is a list of lists.
    [Fact]
    public async Task Pair_AndBatch_AreToldApartByTheirShape()
    {
        var classifier = shelf.Classifier(ServedShelf.Emotion);
        var pair = await Server.PostAsync("/predict", $$"""{"inputs": ["{{Good}}", "{{Angry}}"]}""");
        Answers.EqualTop(pair.Json, classifier.Classify(Good, Angry));
        var single = await Server.PostAsync("/predict", $$"""{"inputs": ["{{Good}}"]}""");
        Answers.EqualTop(single.Json, classifier.Classify(Good));
        var batch = await Server.PostAsync("/predict", $$"""{"inputs": [["{{Good}}"], ["{{Good}}", "{{Angry}}"], [" "]]}""");
        var expected = classifier.Classify((TextInput[])[new(Good), new(Good, Angry), new(" ")]).ToList();
        Assert.Equal(3, batch.Json.GetArrayLength());
        for (int i = 0; i < 3; i++) Answers.EqualTop(batch.Json[i], expected[i]);
        var batchOfOne = await Server.PostAsync("/predict", $$"""{"inputs": [["{{Good}}"]]}""");
        Answers.EqualTop(batchOfOne.Json[0], expected[0]);
    }

    [Fact]
    public async Task RawScores_AreTheLogits_Uncalibrated()
    {
        await using var server = await TestServer.StartAsync(null, ("calibrated", shelf.FolderOf(ServedShelf.Calibrated)));
        var classifier = shelf.Classifier(ServedShelf.Calibrated);
        var raw = await server.PostAsync("/predict", $$"""{"inputs": "{{Good}}", "raw_scores": true}""");
        Answers.EqualTop(raw.Json, classifier.Classify(Good, options: new() { FunctionToApply = ScoreFunction.None }));
        var calibrated = await server.PostAsync("/predict", $$"""{"inputs": [["{{Good}}"], ["ok"], ["{{Angry}}"]]}""");
        var expected = classifier.Classify([Good, "ok", Angry], options: null).ToList();
        for (int i = 0; i < 3; i++) Answers.EqualTop(calibrated.Json[i], expected[i]);
        Assert.Equal(
            string.Join(',', Enumerable.Range(0, 3).Where(i => expected[i].Label is null)), calibrated.Header("X-Matiz-Abstained"));
    }

    [Theory]
    [InlineData("""  "truncate": true """, TruncationSide.Right)]
    [InlineData("""  "truncation_direction": "Left" """, TruncationSide.Left)]
    [InlineData("""  "truncation_direction": "left", "truncate": null """, TruncationSide.Left)]
    [InlineData("""  "truncation_direction": "right", "unknown": [1] """, TruncationSide.Right)]
    public async Task LongTexts_AreCutOnTheSideThatIsAskedFor(string members, TruncationSide side)
    {
        string text = $"{Angry} {string.Join(' ', Enumerable.Repeat(Good, 20))} {Angry}";
        var answer = await Server.PostAsync("/predict", $$"""{"inputs": "{{text}}", {{members}}}""");
        var options = new ClassificationOptions { TruncationSide = side };
        Answers.EqualTop(answer.Json, shelf.Classifier(ServedShelf.Emotion).Classify(text, options: options));
    }

    [Fact]
    public async Task LongText_ThatMayNotBeCut_IsAValidationError()
    {
        var answer = await Server.PostAsync(
            "/predict", $$"""{"inputs": "{{string.Join(' ', Enumerable.Repeat("good", 200))}}", "truncate": false}""");
        Assert.Equal((HttpStatusCode)422, answer.Status);
        Assert.Equal("Validation", answer.Json.GetProperty("error_type").GetString());
        Assert.StartsWith("text 1: the text has 202 tokens", answer.Json.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnEmbeddingModel_IsABackendError()
    {
        await using var server = await TestServer.StartAsync(null, ("mini", shelf.FolderOf(ServedShelf.Mini)));
        var answer = await server.PostAsync("/predict", """{"inputs": "ok"}""");
        Assert.Equal((HttpStatusCode)424, answer.Status);
        Assert.Equal("Backend", answer.Json.GetProperty("error_type").GetString());
    }

    [Fact]
    public async Task Headers_TellWhatWasComputed()
    {
        var answer = await Server.PostAsync("/predict", """{"inputs": [["ok"], ["é😀", "x"]]}""");
        var classifier = shelf.Classifier(ServedShelf.Emotion);
        int tokens = classifier.Classify((TextInput[])[new("ok"), new("é😀", "x")]).Sum(prediction => prediction.TokenCount);
        Assert.Equal(("cpu", "5"), (answer.Header("x-compute-type"), answer.Header("x-compute-characters")));
        Assert.Equal($"{tokens}", answer.Header("x-compute-tokens"));
        foreach (string name in (string[])["x-compute-time", "x-total-time", "x-tokenization-time", "x-queue-time", "x-inference-time"])
            Assert.Matches("^[0-9]+$", answer.Header(name));
    }

    // A queue that is busy with forty thousand texts, one at a time, lets the next wait until the first are taken back.
    [Fact]
    public async Task Headers_TellTheTimeInTheQueue()
    {
        await using var server = await TestServer.StartAsync(options => options with
        {
            Queue = new() { TokenBound = 1, MostTokens = int.MaxValue },
            MostBatch = int.MaxValue,
            MostTokens = int.MaxValue,
        });
        using var lease = server.Shelf.Find("emotion", ModelUse.Classify).Rent();
        using var stop = new CancellationTokenSource();
        var busy = lease.Model.ClassifyAsync([.. Enumerable.Repeat(new TextInput("ok"), 40_000)], null, stop.Token);
        var asked = server.PostAsync("/predict", """{"inputs": "ok"}""");
        await Task.Delay(200, TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        var answer = await asked;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => busy);
        int total = int.Parse(answer.Header("x-total-time")!, null), queue = int.Parse(answer.Header("x-queue-time")!, null);
        Assert.InRange(queue, 20, total);
        Assert.InRange(int.Parse(answer.Header("x-inference-time")!, null), 0, total - queue);
    }
}
