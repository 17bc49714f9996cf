using Matiz.Server.Models;
using Matiz.Server.Requests;
using Matiz.Tensors;

namespace Matiz.Server.Tests.Models;

public sealed class ModelShelfTests
{
    [Fact]
    public async Task WithoutAName_TheFirstModelThatIsMadeForIt_Answers()
    {
        await using var server = await TestServer.StartAsync(services => services
            .AddMatiz(TestServer.Classifier, "emotion")
            .AddMatiz(TestServer.Encoder, "sentences", new MatizModelOptions { Pooling = Pooling.Mean })
            .AddMatiz(TestServer.Classifier, "topics"));

        Assert.Equal("emotion", server.Shelf.Find(null, ModelUse.Classify).Name);
        Assert.Equal("sentences", server.Shelf.Find(null, ModelUse.Embed).Name);
        Assert.Equal("emotion", server.Shelf.Find(null, ModelUse.Any).Name);
        Assert.Equal("topics", server.Shelf.Find("topics", ModelUse.Embed).Name);
        Assert.Equal(
            RequestFault.WrongModel,
            Assert.Throws<RequestException>(() => server.Shelf.Find("sentences", ModelUse.Classify)).Fault);
        Assert.Equal(RequestFault.UnknownModel, Assert.Throws<RequestException>(() => server.Shelf.Find("Emotion", ModelUse.Any)).Fault);
    }

    [Fact]
    public async Task OfClassifiersAlone_TheFirstGivesEmbeddings()
    {
        await using var server = await TestServer.StartAsync(
            null, ("emotion", TestServer.Classifier), ("topics", TestServer.Classifier));

        Assert.Equal("emotion", server.Shelf.Find(null, ModelUse.Embed).Name);
    }
}
