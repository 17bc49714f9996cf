using Matiz.Hub;
using Matiz.Hub.Upload;

namespace Matiz.Tests.Hub.Upload;

[Collection(nameof(MeasuringAlone))]
public sealed class CommitMemoryTests
{
    [Fact]
    public async Task CommitsTakeNoMoreMemoryThanABlock()
    {
        using var folder = new TemporaryFolder();
        var cancellation = TestContext.Current.CancellationToken;
        string path = folder["text.json"];
        await File.WriteAllTextAsync(path, new string('x', 9_000_000), cancellation);
        var file = await MeasuredFile.ReadAsync(HubUploadFile.FromDisk("text.json", path), cancellation);
        long least = long.MaxValue;
        for (int i = 0; i < 10; i++)                            // the first ones compile what they run
        {
            using var content = new CommitContent(new HubCommit(HubRepository.Model("user/tiny"), []), "abc", [file], [], cancellation);
            long before = GC.GetTotalAllocatedBytes(precise: true);
            await content.CopyToAsync(Stream.Null, cancellation);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.InRange(least, 0, 2_000_000);
    }
}
