using Matiz.Inference;
using Matiz.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Matiz.Tests.Inference;

public sealed class MatizServicesTests
{
    [Fact]
    public async Task Services_AreLoadedOnceAndShared()
    {
        await using var services = new ServiceCollection()
            .AddTextClassifier(SharedFiles.Golden("tiny/bert/sequence-classification"))
            .AddTextClassifier(SharedFiles.Golden("tiny/distilbert/sequence-classification"), serviceKey: "other")
            .AddMatizEmbeddings(SharedFiles.Golden("tiny/bert/base"))
            .AddMatizEmbeddings(SharedFiles.Golden("tiny/distilbert/base"), new() { ModelId = "tiny" }, "other")
            .BuildServiceProvider();

        var classifier = services.GetRequiredService<TextClassifier>();
        var generator = services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();

        Assert.Same(classifier, services.GetRequiredService<TextClassifier>());
        Assert.Equal("bert", classifier.Model.Config.ModelType);
        Assert.Equal("distilbert", services.GetRequiredKeyedService<TextClassifier>("other").Model.Config.ModelType);
        Assert.Equal("base", generator.GetService<EmbeddingGeneratorMetadata>()!.DefaultModelId);
        Assert.Equal(
            "tiny",
            services.GetRequiredKeyedService<IEmbeddingGenerator<string, Embedding<float>>>("other")
                .GetService<EmbeddingGeneratorMetadata>()!.DefaultModelId);
        Assert.Equal(32, (await generator.GenerateVectorAsync("ok", cancellationToken: TestContext.Current.CancellationToken)).Length);
    }

    [Fact]
    public void Model_ThatIsMissing_IsToldWhereItIsAskedFor()
    {
        using var services = new ServiceCollection().AddTextClassifier("./no/such/folder").BuildServiceProvider();

        Assert.ThrowsAny<Formats.MatizException>(() => services.GetRequiredService<TextClassifier>());
    }
}
