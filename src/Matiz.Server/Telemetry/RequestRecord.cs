using Matiz.Inference.Queues;
using Matiz.Server.Models;

namespace Matiz.Server.Telemetry;

/// <summary>What became of a request, gathered while it is answered: for metrics, traces and logs.</summary>
internal sealed class RequestRecord
{
    private static readonly AsyncLocal<RequestRecord?> Flowing = new();

    /// <summary>That of the request that is being answered here; null outside one.</summary>
    public static RequestRecord? Current => Flowing.Value;

    /// <summary>The model that it was given last.</summary>
    public ModelSlot? Slot { get; set; }

    /// <summary>Texts that were answered, or should have been.</summary>
    public int Texts { get; set; }

    /// <summary>Their tokens.</summary>
    public long Tokens { get; set; }

    /// <summary>Where the time of its last call went; null: it called no model.</summary>
    public QueueTimes? Times { get; set; }

    /// <summary>The texts themselves, where they may be logged.</summary>
    public List<string>? Kept { get; init; }

    /// <summary>Makes it the one of what is called from here.</summary>
    public void Flow() => Flowing.Value = this;
}
