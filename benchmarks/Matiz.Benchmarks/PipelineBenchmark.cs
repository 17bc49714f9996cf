using System.Diagnostics;
using System.Globalization;
using Matiz.Data;
using Matiz.Defaults;
using Matiz.Files;
using Matiz.Inference;
using Matiz.Inference.Queues;
using Matiz.Models;
using Matiz.Tensors;
using Matiz.Tokenizers;
using Matiz.Training;

namespace Matiz.Benchmarks;

/// <summary>
/// Short texts through every door of a classifier, in turns, each as a ratio to the batch of the same round: the stream, the stream that
/// reads, encodes and computes at once, the queue. Each answer is compared with the batch's, in order and bit for bit; the live memory of a
/// stream is looked at while it runs.
/// </summary>
internal static class PipelineBenchmark
{
    private const int Looks = 20;

    public static void Run(string[] arguments)
    {
        if (arguments.Length < 1) throw new ArgumentException("pipeline needs a classifier's folder, or minilm.", nameof(arguments));
        int texts = Number(arguments, 1, 20_000), rounds = Number(arguments, 2, 5);
        using var device = Device.Open();
        var model = arguments[0] == "minilm"
            ? AutoModelForSequenceClassification.FromPretrained(
                ModelFiles.FromStreams(EmbeddedEncoder.Name, EmbeddedEncoder.FileNames, EmbeddedEncoder.Open),
                new ClassLabel(["sadness", "joy", "love", "anger", "fear", "surprise"]), device: device)
            : AutoModelForSequenceClassification.FromPretrained(arguments[0], device: device);
        var classifier = new TextClassifier(model);
        string[] list = [.. ShortTexts.Make(texts)];
        Console.WriteLine($"{Machine.Processor}, {device.Description}; {arguments[0]}, {texts} texts, {rounds} rounds");
        float[][] expected = [.. classifier.Classify(list).Select(prediction => prediction.Logits)];
        (string Name, Func<double> Seconds)[] doors =
        [
            ("batch", () => Timed(() => classifier.Classify(list), expected)),
            ("stream", () => Timed(() => classifier.Classify(ShortTexts.Make(texts)), expected)),
            ("async", () => TimedAsync(classifier.ClassifyAsync(ShortTexts.Make(texts)), expected).GetAwaiter().GetResult()),
            ("async of async", () => TimedAsync(classifier.ClassifyAsync(AsyncTexts(texts)), expected).GetAwaiter().GetResult()),
            ("queue, 8 callers", () => Queued(classifier, list, expected).GetAwaiter().GetResult()),
        ];
        var seconds = doors.Select(_ => new List<double>()).ToArray();
        for (int round = 0; round < rounds; round++)
        {
            for (int door = 0; door < doors.Length; door++) seconds[door].Add(doors[door].Seconds());
        }

        for (int door = 0; door < doors.Length; door++)
        {
            double[] ratios = [.. seconds[door].Zip(seconds[0], (own, batch) => batch / own)];
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{doors[door].Name,-18} {texts / Median(seconds[door]),10:N0} texts/s   {Median(ratios):F3} x batch ({ratios.Min():F3} to "
                + $"{ratios.Max():F3})"));
        }

        Overlap(classifier, list, Median(seconds[0]));
        Memory(classifier, texts);
    }

    private static void Overlap(TextClassifier classifier, string[] texts, double together)
    {
        var clock = Stopwatch.StartNew();
        var batches = classifier.Batches.Encode(texts.Select(text => new TextInput(text))).ToList();
        double encoding = clock.Elapsed.TotalSeconds;
        clock.Restart();
        foreach (var batch in batches) classifier.Compute(batch.Tokens);
        double computing = clock.Elapsed.TotalSeconds;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"encoding alone {encoding:F2} s, computing alone {computing:F2} s, the batch {together:F2} s, {batches.Count} batches of "
            + $"{batches.Average(batch => batch.Tokens.TokenCount):F0} tokens"));
    }

    private static void Memory(TextClassifier classifier, int texts)
    {
        var live = new List<long>();
        Look().GetAwaiter().GetResult();
        string shown = string.Join(' ', live.Select(bytes => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:F1}")));
        Console.WriteLine($"live memory of the stream in MB, at {Looks} places: {shown}");

        async Task Look()
        {
            int count = 0;
            await foreach (var answer in classifier.ClassifyAsync(AsyncTexts(texts)))
            {
                if (++count % Math.Max(1, texts / Looks) == 0) live.Add(GC.GetTotalMemory(forceFullCollection: true));
            }
        }
    }

    private static double Timed(Func<IEnumerable<Prediction>> answer, float[][] expected)
    {
        var clock = Stopwatch.StartNew();
        int count = 0;
        foreach (var prediction in answer()) Compare(prediction, expected, count++);
        return End(clock, count, expected);
    }

    private static async Task<double> TimedAsync(IAsyncEnumerable<Prediction> answers, float[][] expected)
    {
        var clock = Stopwatch.StartNew();
        int count = 0;
        await foreach (var prediction in answers) Compare(prediction, expected, count++);
        return End(clock, count, expected);
    }

    private static async Task<double> Queued(TextClassifier classifier, string[] texts, float[][] expected)
    {
        const int Callers = 8, TextsARequest = 16;
        var clock = Stopwatch.StartNew();
        int next = 0, count = 0;
        await using (var queue = new ClassificationQueue(classifier))
        {
            await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
            {
                while (Interlocked.Add(ref next, TextsARequest) - TextsARequest is var start && start < texts.Length)
                {
                    var own = texts[start..Math.Min(start + TextsARequest, texts.Length)];
                    foreach (var prediction in await queue.ClassifyAsync([.. own.Select(text => new TextInput(text))]))
                        Compare(prediction, expected, start++);
                    Interlocked.Add(ref count, own.Length);
                }
            })));
        }

        return End(clock, count, expected);
    }

    private static void Compare(Prediction prediction, float[][] expected, int place)
    {
        if (!prediction.Logits.AsSpan().SequenceEqual(expected[place]))
            throw new ArgumentException($"text {place + 1} has other logits than in the batch.");
    }

    private static double End(Stopwatch clock, int count, float[][] expected) => count == expected.Length
        ? clock.Elapsed.TotalSeconds
        : throw new ArgumentException($"{count} answers came for {expected.Length} texts.");

#pragma warning disable CS1998 // a source that is always ready
    private static async IAsyncEnumerable<string> AsyncTexts(int count)
    {
        foreach (string text in ShortTexts.Make(count)) yield return text;
    }
#pragma warning restore CS1998

    private static int Number(string[] arguments, int place, int otherwise) =>
        arguments.Length > place ? int.Parse(arguments[place], CultureInfo.InvariantCulture) : otherwise;

    private static double Median(IEnumerable<double> values) => values.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : 0;
}
