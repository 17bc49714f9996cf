namespace Matiz.Testing;

public sealed partial class TestHub
{
    private readonly List<Injection> _injections = [];

    /// <summary>Has the next requests that match fail in some way; the first fault that matches a request is the one it gets.</summary>
    /// <param name="fault">What happens.</param>
    /// <param name="path">A part of the path and query, percent-encoded; empty for all requests.</param>
    /// <param name="method"><c>GET</c>, <c>HEAD</c>, …; null for all.</param>
    /// <param name="times">To how many requests it happens; afterwards all is well.</param>
    /// <param name="skip">How many matching requests are answered well before it begins.</param>
    /// <param name="cdn">True: only at the store of large files; false: only at the Hub; null: both.</param>
    public void Inject(
        TestHubFault fault, string path = "", string? method = null, int times = int.MaxValue, int skip = 0, bool? cdn = null)
    {
        lock (_gate) _injections.Add(new(fault, path, method, cdn) { Times = times, Skip = skip });
    }

    /// <summary>Ends all faults.</summary>
    public void ClearFaults()
    {
        lock (_gate) _injections.Clear();
    }

    private TestHubFault TakeFault(TestHubRequest request)
    {
        lock (_gate)
        {
            foreach (var injection in _injections)
            {
                if (!injection.Matches(request) || injection.Times == 0) continue;
                if (injection.Skip-- > 0) continue;
                injection.Times--;
                return injection.Fault;
            }
        }

        return TestHubFault.None;
    }

    private sealed record Injection(TestHubFault Fault, string Path, string? Method, bool? Cdn)
    {
        public int Times { get; set; }

        public int Skip { get; set; }

        public bool Matches(TestHubRequest request) =>
            request.Target.Contains(Path, StringComparison.Ordinal) && (Method is null || Method == request.Method)
            && (Cdn is null || Cdn == request.IsCdn);
    }
}
