using System.Globalization;
using System.Text;

namespace Matiz.Testing;

/// <summary>What came of hostile requests.</summary>
public sealed class HostileReport
{
    private const int MostShown = 500;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, SortedDictionary<string, int>> _outcomes = new(StringComparer.Ordinal);
    private readonly List<string> _faults = [];

    /// <summary>What was wrong, a line each: the request's number, its route and family, and what happened.</summary>
    public IReadOnlyList<string> Faults
    {
        get
        {
            lock (_gate) return [.. _faults];
        }
    }

    /// <summary>The longest time that a request took, and which.</summary>
    public (double Ms, string Request) Slowest { get; private set; }

    /// <summary>A line a family: how its requests ended.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (family, outcomes) in _outcomes)
        {
            text.Append(CultureInfo.InvariantCulture, $"{family,-32} ")
                .AppendJoin(", ", outcomes.Select(one => $"{one.Value} {one.Key}")).Append('\n');
        }

        return text.ToString();
    }

    internal void Add(int number, GoodRequest good, string family, string outcome, double ms)
    {
        lock (_gate)
        {
            if (!_outcomes.TryGetValue(family, out var outcomes)) _outcomes[family] = outcomes = new(StringComparer.Ordinal);
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
            if (ms > Slowest.Ms) Slowest = (ms, $"{number} {good.Route} {family}");
        }
    }

    internal void Fault(int number, GoodRequest good, HostileRequest request, string words)
    {
        lock (_gate) _faults.Add($"{number} {good.Method} {good.Route}, {request.Name}: {words}\n        {Shown(request)}");
    }

    // The request without what belongs to every one.
    private static string Shown(HostileRequest request)
    {
        string text = Encoding.Latin1.GetString(request.Steps[0].Bytes);
        text = text.Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return text.Length <= MostShown ? text : $"{text[..MostShown]}… ({text.Length} in all)";
    }
}
