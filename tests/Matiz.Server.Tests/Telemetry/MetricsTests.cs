using System.Globalization;
using Matiz.Files;
using Matiz.Inference;
using Matiz.Server.Telemetry;

namespace Matiz.Server.Tests.Telemetry;

/// <summary>Metrics are those of the process: nothing else runs beside these tests, and what they count is a difference.</summary>
[CollectionDefinition(nameof(MetricsTests), DisableParallelization = true)]
[Collection(nameof(MetricsTests))]
public sealed class MetricsTests : IDisposable
{
    private readonly VersionedFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Counts_AreThoseOfTheRequests()
    {
        await using var server = await TestServer.StartAsync(options => options with { MostBatch = 3 });
        var before = await ScrapeAsync(server);
        for (int i = 0; i < 5; i++) await server.PostAsync("/predict", """{"inputs": "i feel great"}""");
        await server.PostAsync("/predict", """{"inputs": [["one"], ["two"], ["three"]]}""");
        await server.PostAsync("/embed", """{"inputs": ["one", "two"]}""");
        await server.PostAsync("/predict", """{"inputs": [["1"], ["2"], ["3"], ["4"]]}""");
        await server.PostAsync("/predict", """{"inputs": 1}""");
        var after = await ScrapeAsync(server);

        double Counted(string name, params (string, string)[] labels) => after.Sum(name, labels) - before.Sum(name, labels);
        Assert.Equal(5, Counted("te_request_count", ("method", "single")));
        Assert.Equal(2, Counted("te_request_count", ("method", "batch")));
        Assert.Equal(5, Counted("te_request_success", ("method", "single")));
        Assert.Equal(2, Counted("te_request_success", ("method", "batch")));
        Assert.Equal(1, Counted("te_request_failure", ("err", "batch_size")));
        Assert.Equal(1, Counted("te_request_failure", ("err", "validation")));
        Assert.Equal(8, Counted("te_predict_count"));
        Assert.Equal(8, Counted("te_predict_success"));
        Assert.Equal(2, Counted("te_embed_count"));
        Assert.Equal(2, Counted("te_embed_success"));
        Assert.Equal(7, Counted("te_request_duration_count"));
        Assert.Equal(8, Counted("te_predict_inference_duration_count"));
        Assert.Equal(10, Counted("te_request_input_length_count"));
        Assert.Equal(10, Counted("te_batch_next_size_sum"));
        Assert.Equal(after.Sum("te_request_input_length_sum"), after.Sum("te_batch_next_tokens_sum"));
        Assert.Equal(Counted("te_request_input_length_sum"), Counted("matiz_tokens", ("model", "emotion")));
        Assert.Equal(8, Counted("matiz_texts", ("operation", "classify")));
        Assert.Equal(1, Counted("matiz_faults", ("fault", "TooManyTexts")));
        Assert.Equal(0, after.Sum("te_queue_size"));
        Assert.Equal(1, after.Sum("matiz_model_info", ("model", "emotion"), ("version", server.Shelf.Slots[0].Current.Version)));
    }

    [Fact]
    public async Task Names_AndKindsAndBounds_AreThoseOfTextEmbeddingsInference()
    {
        await using var server = await TestServer.StartAsync();
        await server.PostAsync("/predict", """{"inputs": "i feel great"}""");
        await server.PostAsync("/embed", """{"inputs": "i feel great"}""");
        await server.PostAsync("/predict", """{"inputs": 1}""");
        var metrics = await ScrapeAsync(server);
        string[] stages = ["", "tokenization_", "queue_", "inference_"];
        string[] histograms =
        [
            .. from of in (string[])["request", "embed", "predict"] from stage in stages select $"te_{of}_{stage}duration",
            "te_request_input_length", "te_batch_next_size", "te_batch_next_tokens",
        ];
        string[] counters =
        [
            "te_request_count", "te_request_success", "te_request_failure", "te_embed_count", "te_embed_success", "te_predict_count",
            "te_predict_success",
        ];
        Assert.All(counters, name => Assert.Equal("counter", metrics.Types[name]));
        Assert.All(histograms, name => Assert.Equal("histogram", metrics.Types[name]));
        Assert.Equal("gauge", metrics.Types["te_queue_size"]);
        Assert.Equal(
            counters.Length + histograms.Length + 1, metrics.Types.Keys.Count(name => name.StartsWith("te_", StringComparison.Ordinal)));
        double[] bounds =
        [
            .. metrics.Samples.Where(sample => sample.Name == "te_request_duration_bucket" && sample.Labels["le"] != "+Inf")
                .Select(sample => double.Parse(sample.Labels["le"], CultureInfo.InvariantCulture)),
        ];
        Assert.Equal(35, bounds.Length);
        for (int k = 1; k <= bounds.Length; k++) Assert.Equal(1, bounds[k - 1] / (1e-5 * Math.Pow(1.5, k)), 9);
    }

    [Fact]
    public async Task FirstScrape_KnowsWhatCameBefore()
    {
        double before;
        await using (var first = await TestServer.StartAsync()) before = (await ScrapeAsync(first)).Sum("te_predict_count");
        await using var server = await TestServer.StartAsync();
        await server.PostAsync("/predict", """{"inputs": "i feel great"}""");
        Assert.True((await ScrapeAsync(server)).Sum("te_predict_count") is 1 || before > 0);
        Assert.Equal(1, (await ScrapeAsync(server)).Sum("te_predict_count"));
    }

    [Fact]
    public async Task WhatClientsSend_IsNoAttribute()
    {
        await using var server = await TestServer.StartAsync();
        await server.GetAsync("/marker-of-a-path?marker=of-a-query");
        await server.SendAsync(new HttpRequestMessage(new HttpMethod("MARKER"), "/predict"));
        await server.PostAsync("/models/marker-of-a-model", """{"inputs": "marker of a text"}""");
        Assert.DoesNotContain("marker", (await server.GetAsync("/metrics")).Body, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Metrics_CanBeLeftOut()
    {
        await using var server = await TestServer.StartAsync(options => options with { Metrics = false });
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await server.GetAsync("/metrics")).Status);
    }

    [Fact]
    public async Task Shadow_IsComparedAsComputedDirectly()
    {
        string[] texts =
            [.. Enumerable.Range(0, 40).Select(number => string.Join(' ', Enumerable.Repeat("word", 1 + (number % 7))) + number)];
        string other = Noisy(_folder.Beside("other", 1));
        await using var server = await TestServer.StartAsync(services => services
            .AddMatiz(TestServer.Classifier, "emotion")
            .AddMatizShadow("emotion", ModelFiles.InFolder(other), share: 0.5));
        var before = await ScrapeAsync(server);
        foreach (string text in texts) await server.PostAsync("/predict", $$"""{"inputs": "{{text}}"}""");
        await server.Shelf.Slots[0].Shadow!.DrainAsync();
        var after = await ScrapeAsync(server);

        string[] taken = [.. texts.Where((_, index) => index % 2 == 1)];
        var served = TextClassifier.Load(TestServer.Classifier).Classify(taken);
        var shadow = TextClassifier.Load(other).Classify(taken);
        double shift = served.Zip(shadow, (one, two) => one.Scores.Zip(two.Scores, (a, b) => Math.Abs((double)a.Score - b.Score)).Average())
            .Sum();
        double Counted(string name, params (string, string)[] labels) => after.Sum(name, labels) - before.Sum(name, labels);
        Assert.Equal(taken.Length, Counted("matiz_shadow_compared"));
        Assert.Equal(served.Zip(shadow).Count(pair => pair.First.Label == pair.Second.Label), Counted("matiz_shadow_agreed"));
        Assert.Equal(taken.Length, Counted("matiz_shadow_score_shift_count"));
        Assert.Equal(shift, Counted("matiz_shadow_score_shift_sum"), 6);
        Assert.Equal(
            served.Zip(shadow, (one, two) => Math.Abs((double)two.Score!.Value - one.Score!.Value)).Sum(),
            Counted("matiz_shadow_top_score_shift_sum"), 6);
        foreach (string label in VersionedFolder.Labels)
        {
            Assert.Equal(
                served.Count(answer => answer.Label == label), Counted("matiz_shadow_labels", ("version", "served"), ("label", label)));
            Assert.Equal(
                shadow.Count(answer => answer.Label == label), Counted("matiz_shadow_labels", ("version", "shadow"), ("label", label)));
        }
    }

    [Fact]
    public async Task Reloads_AreCounted()
    {
        await using var server = await TestServer.StartAsync(services => services.AddMatiz(
            _folder.Folder, "reloaded", configure: options => options with { ReloadDelay = null }));
        var before = await ScrapeAsync(server);
        _folder.Replace(1);
        await server.Server.ReloadAsync(TestContext.Current.CancellationToken);
        _folder.Replace(1);
        await server.Server.ReloadAsync(TestContext.Current.CancellationToken);
        File.WriteAllText(Path.Combine(_folder.Folder, "config.json"), "{");
        await server.Server.ReloadAsync(TestContext.Current.CancellationToken);
        var after = await ScrapeAsync(server);
        foreach (string outcome in (string[])["loaded", "unchanged", "refused"])
            Assert.Equal(1, after.Sum("matiz_reloads", ("outcome", outcome)) - before.Sum("matiz_reloads", ("outcome", outcome)));
        Assert.Equal(
            [server.Shelf.Slots[0].Current.Version],
            after.Samples.Where(sample => sample is { Name: "matiz_model_info", Value: 1 } && sample.Labels["model"] == "reloaded")
                .Select(sample => sample.Labels["version"]));
    }

    [Fact]
    public void PowersOfTwo_BeginAtOne() => Assert.Equal([1, 2, 4, 8], TeiMetrics.PowersOfTwo(4));

    // The weights of another version, of which the head is changed so that it agrees now and then.
    private static string Noisy(string folder)
    {
        string path = Path.Combine(folder, VersionedFolder.Weights);
        byte[] weights = File.ReadAllBytes(Path.Combine(TestServer.Classifier, VersionedFolder.Weights));
        for (int i = weights.Length - 8_000; i < weights.Length; i += 4)
            BitConverter.TryWriteBytes(weights.AsSpan(i), BitConverter.ToSingle(weights, i) * 1.5f);
        File.WriteAllBytes(path, weights);
        return folder;
    }

    private static async Task<PrometheusText> ScrapeAsync(TestServer server)
    {
        var answer = await server.GetAsync("/metrics");
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.ContentType);
        return PrometheusText.Parse(answer.Body);
    }
}
