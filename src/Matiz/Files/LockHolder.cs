using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Matiz.Files;

/// <summary>Who holds a lock.</summary>
/// <param name="ProcessId">The process.</param>
/// <param name="Machine">The name of its machine.</param>
/// <param name="Since">When it took the lock.</param>
internal sealed record LockHolder(int ProcessId, string Machine, DateTimeOffset Since)
{
    /// <summary>Whether it runs, or ran, on this machine.</summary>
    public bool IsOfThisMachine => string.Equals(Machine, Environment.MachineName, StringComparison.Ordinal);

    /// <summary><c>process 4711 on ada since 2026-01-31 09:30:00</c>, in the time of this machine.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"process {ProcessId} on {Machine} since {Since.ToLocalTime():yyyy-MM-dd HH:mm:ss}");

    /// <summary>This process, from now on.</summary>
    internal static LockHolder ThisProcess() => new(Environment.ProcessId, Environment.MachineName, DateTimeOffset.UtcNow);

    internal string ToJson() => new JsonObject
    {
        ["process_id"] = ProcessId,
        ["machine"] = Machine,
        ["since"] = Since.ToString("O", CultureInfo.InvariantCulture),
    }.ToJsonString() + "\n";

    /// <summary>What a lock file says; null where it says nothing that can be understood.</summary>
    internal static LockHolder? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonNode.Parse(json) is { } node
                ? new LockHolder(
                    node.Required("process_id").GetValue<int>(),
                    node.Required("machine").GetValue<string>(),
                    DateTimeOffset.Parse(node.Required("since").GetValue<string>(), CultureInfo.InvariantCulture))
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
