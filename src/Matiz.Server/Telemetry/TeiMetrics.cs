using System.Diagnostics.Metrics;
using Matiz.Inference.Queues;
using Matiz.Server.Models;
using Matiz.Server.Requests;

namespace Matiz.Server.Telemetry;

/// <summary>
/// The metrics of text-embeddings-inference under its very names, with its bounds, so that its dashboards show this server too. They count
/// every request for labels or vectors, by whatever protocol it came. <c>te_queue_size</c> and <c>te_batch_next_…</c> are views of what
/// the queues measure (<see cref="MetricsExport"/>).
/// </summary>
internal static class TeiMetrics
{
    private const string Request = "request", Predict = "predict", Embed = "embed";
    private const int DurationBounds = 35, LengthBounds = 20;
    private const double FirstDuration = 1e-5, DurationFactor = 1.5;

    private static readonly Meter Meter = ServerMetrics.Meter;
    private static readonly InstrumentAdvice<double> Durations = new() { HistogramBucketBoundaries = DurationBuckets() };

    private static readonly Counter<long> RequestCount = Meter.CreateCounter<long>("te_request_count");
    private static readonly Counter<long> RequestSuccess = Meter.CreateCounter<long>("te_request_success");
    private static readonly Counter<long> RequestFailure = Meter.CreateCounter<long>("te_request_failure");
    private static readonly Counter<long> PredictCount = Meter.CreateCounter<long>("te_predict_count");
    private static readonly Counter<long> PredictSuccess = Meter.CreateCounter<long>("te_predict_success");
    private static readonly Counter<long> EmbedCount = Meter.CreateCounter<long>("te_embed_count");
    private static readonly Counter<long> EmbedSuccess = Meter.CreateCounter<long>("te_embed_success");
    private static readonly Stages RequestStages = new(Request), PredictStages = new(Predict), EmbedStages = new(Embed);

    private static readonly Histogram<long> InputLength = Meter.CreateHistogram(
        "te_request_input_length", null, null, tags: null,
        new InstrumentAdvice<long> { HistogramBucketBoundaries = [.. PowersOfTwo(LengthBounds).Select(bound => (long)bound)] });

    private static readonly KeyValuePair<string, object?> Single = ServerMetrics.Tag("method", "single");
    private static readonly KeyValuePair<string, object?> Batch = ServerMetrics.Tag("method", "batch");

    /// <summary>Bounds of durations in seconds: each half as long again as the one before.</summary>
    public static double[] DurationBuckets()
    {
        double[] bounds = new double[DurationBounds];
        double bound = FirstDuration;
        for (int i = 0; i < bounds.Length; i++) bounds[i] = bound *= DurationFactor;
        return bounds;
    }

    /// <summary>1, 2, 4, … so many.</summary>
    public static double[] PowersOfTwo(int count) => [.. Enumerable.Range(0, count).Select(power => (double)(1L << power))];

    /// <summary>Counts texts that are to be answered; those of one call are a batch where they are several.</summary>
    public static void Begin(ModelUse use, int texts, bool isFirstOfRequest)
    {
        if (isFirstOfRequest) RequestCount.Add(1, texts == 1 ? Single : Batch);
        (use == ModelUse.Classify ? PredictCount : EmbedCount).Add(texts);
    }

    /// <summary>Counts texts that were answered.</summary>
    public static void Answered(ModelUse use, IEnumerable<int> lengths, TimeSpan total, QueueTimes times)
    {
        var stages = use == ModelUse.Classify ? PredictStages : EmbedStages;
        int texts = 0;
        foreach (int length in lengths)
        {
            texts++;
            InputLength.Record(length);
            stages.Record(total, times);
        }

        (use == ModelUse.Classify ? PredictSuccess : EmbedSuccess).Add(texts);
    }

    /// <summary>Counts a request that was answered.</summary>
    public static void Answered(int texts, TimeSpan total, QueueTimes times)
    {
        RequestSuccess.Add(1, texts == 1 ? Single : Batch);
        RequestStages.Record(total, times);
    }

    /// <summary>Counts a request that was not. A missing key and a path that is not served are none of its failures.</summary>
    public static void Failed(RequestFault fault)
    {
        if (WordOf(fault) is { } word) RequestFailure.Add(1, ServerMetrics.Tag("err", word));
    }

    /// <summary>Counts a request whose client has gone.</summary>
    public static void Left() => RequestFailure.Add(1, ServerMetrics.Tag("err", "dropped"));

    private static string? WordOf(RequestFault fault) => fault switch
    {
        RequestFault.Unauthorized or RequestFault.Unavailable => null,
        RequestFault.Overloaded => "overloaded",
        RequestFault.TooManyTexts => "batch_size",
        RequestFault.WrongModel or RequestFault.UnknownModel => "model_type",
        RequestFault.Internal or RequestFault.TimedOut => "inference",
        _ => "validation",
    };

    /// <summary>Where the time of a text, or of a request, went.</summary>
    private sealed class Stages(string of)
    {
        private readonly Histogram<double> _total = Duration($"te_{of}_duration");
        private readonly Histogram<double> _tokenization = Duration($"te_{of}_tokenization_duration");
        private readonly Histogram<double> _queue = Duration($"te_{of}_queue_duration");
        private readonly Histogram<double> _inference = Duration($"te_{of}_inference_duration");

        public void Record(TimeSpan total, QueueTimes times)
        {
            _total.Record(total.TotalSeconds);
            _tokenization.Record(times.Encoding.TotalSeconds);
            _queue.Record(times.Waiting.TotalSeconds);
            _inference.Record(times.Computing.TotalSeconds);
        }

        private static Histogram<double> Duration(string name) => Meter.CreateHistogram(name, null, null, tags: null, Durations);
    }
}
