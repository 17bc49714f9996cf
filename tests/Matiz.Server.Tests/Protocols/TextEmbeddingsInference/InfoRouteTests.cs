namespace Matiz.Server.Tests.Protocols.TextEmbeddingsInference;

public sealed class InfoRouteTests(ServedShelf shelf)
{
    [Fact]
    public async Task Classifier_HasItsLabelsAndTheLimits()
    {
        var answer = await shelf.Classifiers.GetAsync("/info");
        var info = answer.Json;
        var type = info.GetProperty("model_type").GetProperty("classifier");
        Assert.Equal("joy", type.GetProperty("id2label").GetProperty("1").GetString());
        Assert.Equal(1, type.GetProperty("label2id").GetProperty("joy").GetInt32());
        Assert.Equal(
            [
                "model_id", "model_sha", "model_dtype", "served_model_name", "model_type", "max_concurrent_requests", "max_input_length",
                "max_batch_tokens", "max_batch_requests", "max_client_batch_size", "auto_truncate", "tokenization_workers", "version",
                "sha",
                "docker_label",
            ],
            info.EnumerateObject().Select(member => member.Name));
        Assert.Equal($"emotion@{info.GetProperty("model_sha").GetString()}", answer.Header("X-Matiz-Model"));
        Assert.Equal((32, 512, 4096), (
            info.GetProperty("max_client_batch_size").GetInt32(), info.GetProperty("max_concurrent_requests").GetInt32(),
            info.GetProperty("max_batch_tokens").GetInt32()));
        Assert.True(info.GetProperty("auto_truncate").GetBoolean());
        Assert.Equal(shelf.Classifier(ServedShelf.Emotion).MaxLength, info.GetProperty("max_input_length").GetInt32());
        Assert.Matches(@"^\d+\.\d+\.\d+", info.GetProperty("version").GetString());
    }

    [Fact]
    public async Task EmbeddingModel_HasItsPooling_ARerankerItsName()
    {
        var mini = await shelf.Sentences.GetAsync("/info");
        Assert.Equal("mean", mini.Json.GetProperty("model_type").GetProperty("embedding").GetProperty("pooling").GetString());
        Assert.Equal(20, mini.Json.GetProperty("max_input_length").GetInt32());
        await using var server = await TestServer.StartAsync(null, ("rank", shelf.FolderOf(ServedShelf.Relevance)));
        var rank = await server.GetAsync("/info");
        Assert.Equal(
            "LABEL_0", rank.Json.GetProperty("model_type").GetProperty("reranker").GetProperty("id2label").GetProperty("0").GetString());
    }
}
