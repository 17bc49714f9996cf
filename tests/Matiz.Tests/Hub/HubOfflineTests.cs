using Matiz.Hub;

namespace Matiz.Tests.Hub;

public sealed class HubOfflineTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Offline_NothingIsAsked()
    {
        using var server = new FakeServer((_, _) => throw new InvalidOperationException("a request was made"));
        using var client = server.Client("hf_x", options => options with { IsOffline = true });
        var model = HubRepository.Model("user/tiny");
        Func<Task>[] questions =
        [
            () => client.GetInfoAsync(model, cancellationToken: Ct),
            () => client.GetMetadataAsync(model, "a", cancellationToken: Ct),
            () => client.WhoAmIAsync(Ct),
            () => client.ListReferencesAsync(model, false, Ct),
            async () => await client.ListFilesAsync(model, cancellationToken: Ct).GetAsyncEnumerator(Ct).MoveNextAsync(),
        ];
        foreach (var question in questions)
        {
            var fault = await Assert.ThrowsAsync<HubException>(question);
            Assert.Equal((HubFault.Offline, true), (fault.Kind, fault.IsOfTheCaller));
            Assert.Contains("HF_HUB_OFFLINE", fault.Message, StringComparison.Ordinal);
        }

        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Offline_ForDatasetsAlone_NamesItsVariable()
    {
        using var server = FakeServer.Of(FakeServer.Answer(404));
        using var client = server.Client("", options => options with { IsOfflineForDatasets = true });
        var fault = await Assert.ThrowsAsync<HubException>(() => client.GetInfoAsync(HubRepository.Dataset("a"), cancellationToken: Ct));
        Assert.Equal(
            "datasets/a: nothing may be asked of the Hub (HF_DATASETS_OFFLINE). A Hub that may be asked was expected. "
                + "Unset HF_DATASETS_OFFLINE.",
            fault.Message);
        fault = await Assert.ThrowsAsync<HubException>(() => client.GetInfoAsync(HubRepository.Model("a"), cancellationToken: Ct));
        Assert.Equal(HubFault.RepositoryNotFound, fault.Kind);
    }
}
