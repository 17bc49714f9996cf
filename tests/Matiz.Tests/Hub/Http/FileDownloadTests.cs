using Matiz.Formats.Disk;
using Matiz.Hub;
using Matiz.Testing;

namespace Matiz.Tests.Hub.Http;

/// <summary>One file on its way to the disk, with everything that goes wrong on it.</summary>
public sealed class FileDownloadTests : IDisposable
{
    private const int Size = 300_000;

    private static readonly HubRepository Model = HubRepository.Model("user/tiny");
    private static readonly byte[] Weights = HubPlace.Bytes(Size);
    private static readonly byte[] Text = [.. Enumerable.Repeat((byte)'a', 5000)];

    private readonly HubPlace _place = new();
    private readonly string _path;

    public FileDownloadTests()
    {
        _path = _place.Path("blob.incomplete");
        _place.Hub.AddModel("user/tiny", new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            ["model.safetensors"] = Weights,
            ["vocab.txt"] = Text,
            ["empty.txt"] = [],
        });
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IEnumerable<TestHubRequest> Gets => _place.Hub.Requests.Where(request => request.Method == "GET");

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("vocab.txt")]
    [InlineData("empty.txt")]
    public async Task File_OfAnySize_ComesWhole(string name)
    {
        var reports = new List<long>();
        byte[] content = await Download(name, new Reports(reports));
        Assert.Equal(name switch { "model.safetensors" => Weights, "vocab.txt" => Text, _ => [] }, content);
        if (content.Length > 0) Assert.Equal(content.Length, reports[^1]);
        Assert.Equal(content.Length > 0 ? 1 : 0, Gets.Count());
        Assert.All(Gets, request => Assert.Null(request.Range));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(65_536)]
    [InlineData(Size - 1)]
    public async Task Connection_ThatBreaks_GoesOnBehindWhatHasCome(int count)
    {
        _place.Hub.Inject(TestHubFault.DropAt(count), method: "GET", times: 3);
        Assert.Equal(Weights, await Download("model.safetensors"));
        Assert.Contains(Gets, request => request.Range is not null);
        Assert.True(Gets.Sum(request => request.BytesSent) < Size + (4L * 65_536));
    }

    [Theory]
    [InlineData(20_000, 15, true)]
    [InlineData(3000, 100, true)]
    [InlineData(400, 6, false)]                                             // less than a hundredth in six tries is none
    [InlineData(0, 6, false)]
    public async Task Connection_ThatAlwaysBreaks_GoesOnWhileMoreComes(int count, int tries, bool isWhole)
    {
        using var server = new FakeServer((request, _) =>
        {
            int start = (int)(request.Headers.Range?.Ranges.Single().From ?? 0);
            var answer = FakeServer.Answer(start == 0 ? 200 : 206);
            answer.Content = new StreamContent(new BreakingStream(Weights[start..], count));
            if (start > 0) answer.Content.Headers.ContentRange = new(start, Size - 1, Size);
            return answer;
        });
        using var client = server.Client();
        var download = client.DownloadAsync(await Metadata("model.safetensors"), _path, cancellationToken: Ct);
        if (isWhole) await download;
        else Assert.Equal(HubFault.Network, (await Assert.ThrowsAsync<HubException>(() => download)).Kind);
        Assert.Equal(tries, server.Requests.Count);
        byte[] there = await File.ReadAllBytesAsync(_path, Ct);
        Assert.Equal(Weights[..there.Length], there);
        Assert.Equal(isWhole ? Size : Math.Min(Size, count * tries), there.Length);
    }

    [Fact]
    public async Task Connection_ThatGivesNothing_EndsAfterSixTries_AndKeepsWhatCame()
    {
        await File.WriteAllBytesAsync(_path, Weights[..100_000], Ct);
        _place.Hub.Inject(TestHubFault.Refuse, method: "GET");
        var fault = await Assert.ThrowsAsync<HubException>(() => Download("model.safetensors"));
        Assert.Equal(HubFault.Network, fault.Kind);
        Assert.Equal(6, Gets.Count());
        Assert.Equal(100_000, new FileInfo(_path).Length);
        _place.Hub.ClearFaults();
        Assert.Equal(Weights, await Download("model.safetensors"));
        Assert.StartsWith("bytes=", Gets.Last().Range, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_ThatIsShorterThanAnnounced_GoesOn()
    {
        _place.Hub.Inject(TestHubFault.Truncate(1000), method: "GET", times: 1);
        Assert.Equal(Weights, await Download("model.safetensors"));
        Assert.Equal("bytes=1000-", Gets.Last().Range);
    }

    [Fact]
    public async Task Rest_OfAnEarlierTry_IsHashedAgain()
    {
        byte[] part = Weights[..200_000];
        await File.WriteAllBytesAsync(_path, part, Ct);
        Assert.Equal(Weights, await Download("model.safetensors"));
        Assert.Equal("bytes=200000-", Assert.Single(Gets).Range);

        part[17] ^= 1;
        _place.Hub.ClearRequests();
        await File.WriteAllBytesAsync(_path, part, Ct);
        Assert.Equal(Weights, await Download("model.safetensors"));
        Assert.Equal(["bytes=200000-", null], Gets.Select(request => request.Range));
    }

    [Fact]
    public async Task Rest_ThatIsWhole_CostsNoRequest_AndALongerOneStartsOver()
    {
        await File.WriteAllBytesAsync(_path, Weights, Ct);
        Assert.Equal(Weights, await Download("model.safetensors"));
        Assert.Empty(Gets);
        await File.WriteAllBytesAsync(_path, [.. Weights, 1], Ct);
        Assert.Equal(Weights, await Download("model.safetensors"));
        Assert.Null(Assert.Single(Gets).Range);
        _place.Hub.ClearRequests();
        await File.WriteAllBytesAsync(_path, new byte[Size], Ct);
        Assert.Equal(Weights, await Download("model.safetensors"));
        Assert.Null(Assert.Single(Gets).Range);
    }

    public static TheoryData<string> RangeFaults => ["ignored", "wrong", "416", "coded"];

    [Theory]
    [MemberData(nameof(RangeFaults))]
    public async Task Range_ThatTheServerDoesNotGive_StartsOver(string name)
    {
        _place.Hub.Inject(name switch
        {
            "ignored" => TestHubFault.RangeIgnored,
            "wrong" => TestHubFault.RangeWrong,
            "416" => TestHubFault.Status(416),
            _ => TestHubFault.WithHeader("Content-Encoding", "gzip"),
        }, method: "GET", times: 1);
        await File.WriteAllBytesAsync(_path, Weights[..1000], Ct);
        Assert.Equal(Weights, await Download("model.safetensors"));
    }

    [Fact]
    public async Task Hash_ThatIsWrongOnce_IsFetchedAgain_AndTwice_IsAnError()
    {
        foreach (string name in (string[])["model.safetensors", "vocab.txt"])
        {
            _place.Hub.Inject(TestHubFault.Corrupt(7), path: name, method: "GET", times: 1);
            Assert.Equal(name == "vocab.txt" ? Text : Weights, await Download(name));
            File.Delete(_path);
        }

        _place.Hub.ClearFaults();
        _place.Hub.Inject(TestHubFault.Corrupt(7), method: "GET");
        _place.Hub.ClearRequests();
        var fault = await Assert.ThrowsAsync<HubException>(() => Download("model.safetensors"));
        Assert.Equal(
            $"user/tiny: 'model.safetensors' came twice with another hash than {GitObjects.Sha256(Weights)}, which was announced. "
                + "The announced file was expected. It was removed; try again, and see whether a proxy changes answers.",
            fault.Message);
        Assert.Equal(2, Gets.Count());
        Assert.False(File.Exists(_path));
    }

    [Fact]
    public async Task Body_ThatIsLonger_IsCutOffAndRemoved()
    {
        var file = await Metadata("model.safetensors");
        var fault = await Assert.ThrowsAsync<HubException>(
            () => _place.Client.DownloadAsync(file with { Size = 1000 }, _path, cancellationToken: Ct));
        Assert.Contains("has more bytes than the 1000 that were announced", fault.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_path));
    }

    [Fact]
    public async Task Text_ThatComesCodedAndWithoutLength_IsDecoded()
    {
        using var server = new FakeServer((_, _) =>
        {
            using var packed = new MemoryStream();
            using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionMode.Compress, leaveOpen: true))
                gzip.Write(Text);
            var answer = FakeServer.Answer(200);
            answer.Content = new StreamContent(new MemoryStream(packed.ToArray()));
            answer.Content.Headers.ContentEncoding.Add("gzip");
            return answer;
        });
        using var client = server.Client();
        var file = await Metadata("vocab.txt");
        await client.DownloadAsync(file, _path, cancellationToken: Ct);
        Assert.Equal(Text, await File.ReadAllBytesAsync(_path, Ct));
        await File.WriteAllBytesAsync(_path, Text[..10], Ct);                // nothing tells whose beginning it is
        await client.DownloadAsync(file with { Size = null }, _path, cancellationToken: Ct);
        Assert.Equal(Text, await File.ReadAllBytesAsync(_path, Ct));
        Assert.Null(server.Requests[^1].Range);
    }

    [Fact]
    public async Task BlobId_WithoutASize_IsCheckedAtTheEnd()
    {
        var file = await Metadata("vocab.txt") with { Size = null };
        _place.Hub.Inject(TestHubFault.Corrupt(7), method: "GET");
        var fault = await Assert.ThrowsAsync<HubException>(() => _place.Client.DownloadAsync(file, _path, cancellationToken: Ct));
        Assert.Equal(HubFault.WrongContent, fault.Kind);
    }

    [Fact]
    public async Task Address_ThatHasEnded_IsAskedForAnew()
    {
        var file = await Metadata("model.safetensors");
        _place.Hub.Inject(TestHubFault.Status(403, "Request has expired"), method: "GET", times: 1, cdn: true);
        using var client = new HubClient(_place.Options with { Token = TestHub.WriteToken });
        await client.DownloadAsync(file, _path, cancellationToken: Ct);
        Assert.Equal(Weights, await File.ReadAllBytesAsync(_path, Ct));
        Assert.Equal([true, false, true], Gets.Select(request => request.IsCdn));
        Assert.False(_place.Hub.TokenReachedCdn);
    }

    [Fact]
    public async Task Store_ThatRefusesForGood_IsAnErrorOfTheStore()
    {
        var file = await Metadata("model.safetensors");
        _place.Hub.Inject(TestHubFault.Status(403, "no"), method: "GET", cdn: true);
        var fault = await Assert.ThrowsAsync<HubException>(() => _place.Client.DownloadAsync(file, _path, cancellationToken: Ct));
        Assert.Equal((HubFault.UnexpectedAnswer, false), (fault.Kind, fault.IsOfTheCaller));
        Assert.DoesNotContain('?', fault.Message);
    }

    [Fact]
    public async Task Server_ThatStandsStill_IsLeft()
    {
        _place.Hub.Inject(TestHubFault.HangAt(50_000), method: "GET", times: 1);
        using var client = new HubClient(_place.Options with { DownloadTimeout = TimeSpan.FromSeconds(0.5) });
        await client.DownloadAsync(await Metadata("model.safetensors"), _path, cancellationToken: Ct);
        Assert.Equal(Weights, await File.ReadAllBytesAsync(_path, Ct));
        Assert.Equal(2, Gets.Count());
    }

    [Fact]
    public async Task Cancelled_Download_EndsAtOnce_AndGoesOnLater()
    {
        _place.Hub.Inject(TestHubFault.HangAt(100_000), method: "GET", times: 1);
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var file = await Metadata("model.safetensors");
        var running = _place.Client.DownloadAsync(file, _path, new Cancelling(source, 50_000), source.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.InRange(new FileInfo(_path).Length, 50_000, 100_000);
        Assert.Equal(Weights, await Download("model.safetensors"));
        Assert.NotNull(Gets.Last().Range);
    }

    [Fact]
    public async Task Place_ThatCannotBeWritten_IsNamed()
    {
        var file = await Metadata("vocab.txt");
        string path = _place.Path("missing/blob");
        var fault = await Assert.ThrowsAsync<FileWriteException>(() => _place.Client.DownloadAsync(file, path, cancellationToken: Ct));
        Assert.Equal(path, fault.FilePath);
        if (!File.Exists("/dev/full")) return;
        await Assert.ThrowsAsync<FileWriteException>(() => _place.Client.DownloadAsync(file, "/dev/full", cancellationToken: Ct));
    }

    private Task<HubFileMetadata> Metadata(string name) => _place.Client.GetMetadataAsync(Model, name, cancellationToken: Ct);

    private async Task<byte[]> Download(string name, IProgress<long>? progress = null)
    {
        await _place.Client.DownloadAsync(await Metadata(name), _path, progress, Ct);
        return await File.ReadAllBytesAsync(_path, Ct);
    }

    /// <summary>Some bytes, then a connection that has broken.</summary>
    private sealed class BreakingStream(byte[] bytes, int count) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int left = count - (int)Position;
            if (left <= 0) throw new IOException("the connection has broken");
            return base.ReadAsync(buffer[..Math.Min(left, buffer.Length)], cancellationToken);
        }
    }

    private sealed class Reports(List<long> seen) : IProgress<long>
    {
        public void Report(long value) => seen.Add(value);
    }

    private sealed class Cancelling(CancellationTokenSource source, long at) : IProgress<long>
    {
        public void Report(long value)
        {
            if (value >= at) source.Cancel();
        }
    }
}
