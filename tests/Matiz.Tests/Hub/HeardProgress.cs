using Matiz.Hub;

namespace Matiz.Tests.Hub;

/// <summary>Keeps what an upload tells of itself.</summary>
internal sealed class HeardProgress(List<HubProgress> heard) : IProgress<HubProgress>
{
    public void Report(HubProgress value)
    {
        lock (heard) heard.Add(value);
    }
}
