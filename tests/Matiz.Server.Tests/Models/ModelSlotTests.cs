using Matiz.Files;
using Matiz.Inference.Queues;
using Matiz.Server.Models;
using Matiz.Tokenizers;

namespace Matiz.Server.Tests.Models;

public sealed class ModelSlotTests
{
    [Fact]
    public async Task Replaced_KeepsTheEarlierVersionForThoseWhoHaveIt()
    {
        await using var slot = new ModelSlot(Load());
        using var lease = slot.Rent();
        var ended = slot.ReplaceAsync(Load());
        using (var next = slot.Rent()) Assert.NotSame(lease.Model, next.Model);
        Assert.Single(await lease.Model.ClassifyAsync([new TextInput("ok")], null, TestContext.Current.CancellationToken));
        Assert.False(ended.IsCompleted);
        lease.Dispose();
        await ended.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<QueueRefusedException>(() => lease.Model.ClassifyAsync([new TextInput("ok")], null, default));
    }

    [Fact]
    public async Task Replaced_WhileNobodyHasIt_EndsTheEarlierVersionAtOnce()
    {
        await using var slot = new ModelSlot(Load());
        var earlier = slot.Current;
        await slot.ReplaceAsync(Load()).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<QueueRefusedException>(() => earlier.ClassifyAsync([new TextInput("ok")], null, default));
    }

    [Fact]
    public async Task Lease_DisposedTwice_GivesBackOnce()
    {
        await using var slot = new ModelSlot(Load());
        using var other = slot.Rent();
        var lease = slot.Rent();
        lease.Dispose();
        lease.Dispose();
        Assert.False(slot.ReplaceAsync(Load()).IsCompleted);
    }

    private static ServedModel Load() =>
        ServedModel.Load("emotion", ModelFiles.InFolder(TestServer.Classifier), new MatizModelOptions(), new MatizServerOptions());
}
