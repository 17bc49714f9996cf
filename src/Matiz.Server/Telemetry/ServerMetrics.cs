using System.Diagnostics.Metrics;
using Matiz.Server.Models;
using Matiz.Server.Requests;

namespace Matiz.Server.Telemetry;

/// <summary>
/// What the server measures of itself, under the meter <c>Matiz.Server</c>. Every attribute has few values: names of models, labels up to a
/// bound, words of this program; nothing that a client sends.
/// </summary>
internal static class ServerMetrics
{
    public const string MeterName = "Matiz.Server";

    private const string Model = "model", Outcome = "outcome";

    private static readonly Lock Gate = new();
    private static readonly List<ModelShelf> Shelves = [];

    /// <summary>The meter; names that clients of text-embeddings-inference know are under it too (<see cref="TeiMetrics"/>).</summary>
    public static Meter Meter { get; } = new(MeterName);

    private static readonly Counter<long> Texts = Meter.CreateCounter<long>(
        "matiz.texts", "{text}", "Texts that were answered, by what was wanted: classify, embed.");

    private static readonly Counter<long> Tokens = Meter.CreateCounter<long>(
        "matiz.tokens", "{token}", "Tokens of the texts that were answered.");

    private static readonly Counter<long> Dropped = Meter.CreateCounter<long>(
        "matiz.dropped_tokens", "{token}", "Tokens that were cut off, since texts were too long.");

    private static readonly Counter<long> Abstained = Meter.CreateCounter<long>(
        "matiz.abstained", "{text}", "Texts for which no label was given, since the greatest score was too low.");

    private static readonly Counter<long> Faults = Meter.CreateCounter<long>(
        "matiz.faults", "{request}", "Requests that were not answered, by why.");

    private static readonly Counter<long> Reloads = Meter.CreateCounter<long>(
        "matiz.reloads", "{reload}", "Folders that changed, by what came of it: loaded, unchanged, refused.");

    private static readonly ObservableGauge<int> Versions = Meter.CreateObservableGauge(
        "matiz.model.info", Observe, unit: null, "1 for the version of each model that serves.");

    /// <summary>Counts an answer.</summary>
    public static void Answered(string model, ModelUse use, int texts, long tokens, long dropped, int abstained)
    {
        var name = Tag(Model, model);
        Texts.Add(texts, name, Tag("operation", use == ModelUse.Classify ? "classify" : "embed"));
        Tokens.Add(tokens, name);
        if (dropped > 0) Dropped.Add(dropped, name);
        if (abstained > 0) Abstained.Add(abstained, name);
    }

    /// <summary>Counts a request that is not answered.</summary>
    public static void Failed(RequestFault fault) => Faults.Add(1, Tag("fault", fault.ToString()));

    /// <summary>Counts the loading of a changed folder.</summary>
    public static void Reloaded(string model, string outcome) => Reloads.Add(1, Tag(Model, model), Tag(Outcome, outcome));

    /// <summary>Tells of the versions of a shelf until the result is disposed of.</summary>
    public static void Add(ModelShelf shelf)
    {
        _ = Versions;
        lock (Gate) Shelves.Add(shelf);
    }

    /// <summary>Tells of them no more.</summary>
    public static void Remove(ModelShelf shelf)
    {
        lock (Gate) Shelves.Remove(shelf);
    }

    /// <summary>An attribute.</summary>
    public static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    private static List<Measurement<int>> Observe()
    {
        ModelShelf[] shelves;
        lock (Gate) shelves = [.. Shelves];
        return
        [
            .. from shelf in shelves
               from slot in shelf.Slots
               select new Measurement<int>(1, Tag(Model, slot.Name), Tag("version", slot.Current.Version)),
        ];
    }
}
