using Matiz.Hub;
using Matiz.Testing;

namespace Matiz.Tests.Hub;

/// <summary>Uploads of which something fails: what is sent again, what is found to stand, and what is said.</summary>
public sealed class HubUploaderFaultTests : IDisposable
{
    private const string Batch = "info/lfs/objects/batch";

    private readonly UploadPlace _place = new();

    private CancellationToken Cancellation { get; } = TestContext.Current.CancellationToken;

    private TestHubRepository Stored => _place.Hub.Find("user/tiny")!;

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task APartThatFails_IsSentAgainAlone()
    {
        await _place.MakeRepository();
        _place.Hub.LfsChunkSize = 1000;
        _place.Hub.Inject(TestHubFault.Status(503), method: "PUT", times: 1, skip: 2, cdn: true);
        _place.Hub.Inject(TestHubFault.Refuse, method: "PUT", times: 1, skip: 4, cdn: true);
        byte[] bytes = UploadPlace.Bytes(10_000);
        var seen = new List<HubProgress>();
        await _place.Uploader.CommitAsync(_place.Files(("model.safetensors", bytes)), new HeardProgress(seen), Cancellation);

        Assert.Equal(bytes, Stored["model.safetensors"].Content);
        Assert.Equal(12, _place.Hub.Requests.Count(request => request.IsCdn));
        Assert.Equal(10_000, seen[^1].Bytes);
        Assert.All(seen, told => Assert.InRange(told.Bytes, 0, 10_000));
    }

    [Fact]
    public async Task AFileThatFails_IsSentAgain()
    {
        await _place.MakeRepository();
        _place.Hub.Inject(TestHubFault.Status(500), method: "PUT", times: 2, cdn: true);
        byte[] bytes = UploadPlace.Bytes(10_000);
        await _place.Commit(("model.safetensors", bytes));

        Assert.Equal(bytes, Stored["model.safetensors"].Content);
    }

    [Fact]
    public async Task ASignatureThatHasExpired_IsAskedForAgain()
    {
        await _place.MakeRepository();
        _place.Hub.Inject(TestHubFault.Status(403, "Request has expired"), method: "PUT", times: 1, cdn: true);
        await _place.Commit(("model.safetensors", UploadPlace.Bytes(10_000)));

        Assert.Equal(2, _place.Writes.Count(write => write.EndsWith(Batch, StringComparison.Ordinal)));
        Assert.True(Stored["model.safetensors"].IsLfs);
    }

    [Fact]
    public async Task AnAnswerToTheLastPartThatIsLost_IsNoReasonToSendAgain()
    {
        await _place.MakeRepository();
        _place.Hub.LfsChunkSize = 1000;
        _place.Hub.Inject(TestHubFault.StatusAfterwards(400), "complete_multipart", times: 1);
        await _place.Commit(("model.safetensors", UploadPlace.Bytes(3000)));

        Assert.Equal(3, _place.Hub.Requests.Count(request => request.IsCdn));
        Assert.True(Stored["model.safetensors"].IsLfs);
    }

    [Fact]
    public async Task APushThatWasBrokenOff_GoesOnWhereItWas()
    {
        await _place.MakeRepository();
        _place.Hub.Inject(TestHubFault.Status(403, "no"), "/commit/", times: 1);
        await Assert.ThrowsAsync<HubException>(
            () => _place.Commit(("a.bin", UploadPlace.Bytes(4000)), ("b.bin", UploadPlace.Bytes(5000, 2))));
        _place.Hub.ClearRequests();
        await _place.Commit(("a.bin", UploadPlace.Bytes(4000)), ("b.bin", UploadPlace.Bytes(5000, 2)));

        Assert.DoesNotContain(_place.Hub.Requests, request => request.IsCdn);
        Assert.Equal(5000, Stored["b.bin"].Content.Length);
    }

    [Fact]
    public async Task AChangeBySomeoneElse_IsSeen_AndNothingIsCommitted()
    {
        await _place.MakeRepository();
        _place.Hub.Inject(TestHubFault.Before(() => Stored.Commit("other.txt", "x")), "/preupload/", times: 1);
        var exception = await Assert.ThrowsAsync<HubException>(() => _place.Commit(("config.json", "{}"u8.ToArray())));

        Assert.Equal(HubFault.Conflict, exception.Kind);
        Assert.Contains("'main' was changed by someone else since this push began", exception.Message, StringComparison.Ordinal);
        Assert.True(exception.IsOfTheCaller);
        Assert.Single(_place.Writes, write => write.Contains("/commit/", StringComparison.Ordinal));
        Assert.False(Stored.Head.Files.ContainsKey("config.json"));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(504)]
    public async Task ACommitThatStands_ThoughTheAnswerIsAnError_IsFound(int status)
    {
        await _place.MakeRepository();
        _place.Hub.Inject(TestHubFault.StatusAfterwards(status), "/commit/", times: 1);
        var result = await _place.Commit(("config.json", "{}"u8.ToArray()), ("model.safetensors", UploadPlace.Bytes(1000)));

        Assert.Equal(Stored.Head.Id, result.Commit);
        Assert.Equal(2, Stored.Head.History().Count());
        Assert.Single(_place.Writes, write => write.Contains("/commit/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ACommitThatDoesNotStand_IsMadeAgain()
    {
        await _place.MakeRepository();
        _place.Hub.Inject(TestHubFault.Status(500), "/commit/", times: 1);
        _place.Hub.Inject(TestHubFault.Refuse, "/commit/", times: 1);
        var result = await _place.Commit(("config.json", "{}"u8.ToArray()));

        Assert.Equal(Stored.Head.Id, result.Commit);
        Assert.Equal(2, Stored.Head.History().Count());
        Assert.Equal(3, _place.Writes.Count(write => write.Contains("/commit/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task ALateCommitOfOurs_IsFoundBehindARefusal()
    {
        // The first answer is lost before the commit stands; it stands when the second one is asked for.
        await _place.MakeRepository();
        _place.Hub.Inject(TestHubFault.Status(504), "/commit/", times: 1);
        _place.Hub.Inject(TestHubFault.Before(() => Stored.Commit("config.json", "{}")), "/commit/", times: 1);
        var result = await _place.Commit(("config.json", "{}"u8.ToArray()));

        Assert.Equal(Stored.Head.Id, result.Commit);
        Assert.Equal(2, Stored.Head.History().Count());
    }

    [Fact]
    public async Task ACommitOfWhichNothingCanBeSeen_IsSaidToBeUnknown()
    {
        await _place.MakeRepository();
        _place.Hub.Inject(TestHubFault.None, "/revision/", times: 1);
        _place.Hub.Inject(TestHubFault.Status(500), "/commit/");
        _place.Hub.Inject(TestHubFault.Status(500), "/revision/");
        _place.Hub.Inject(TestHubFault.Status(500), "/api/models/user/tiny", method: "GET", skip: 1);
        var exception = await Assert.ThrowsAsync<HubException>(() => _place.Commit(("config.json", "{}"u8.ToArray())));

        Assert.Contains("it is not known whether the commit was made", exception.Message, StringComparison.Ordinal);
        Assert.False(exception.IsOfTheCaller);
    }

    [Fact]
    public async Task AStoreThatRefuses_IsQuoted()
    {
        await _place.MakeRepository();
        _place.Hub.Inject(TestHubFault.Status(403, "Your storage patterns tripped our internal systems!"), Batch);
        var exception = await Assert.ThrowsAsync<HubException>(() => _place.Commit(("model.safetensors", UploadPlace.Bytes(1000))));

        Assert.Equal(HubFault.Forbidden, exception.Kind);
        Assert.Contains("Your storage patterns tripped our internal systems", exception.Message, StringComparison.Ordinal);
        Assert.Single(_place.Hub.Requests, request => request.Target.EndsWith(Batch, StringComparison.Ordinal));
    }
}
