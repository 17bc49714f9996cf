using System.Diagnostics;
using System.Globalization;
using Matiz.Inference;
using Matiz.Models;
using Matiz.Tensors;
using Matiz.Testing;
using Matiz.Training;

namespace Matiz.Benchmarks.Serve;

/// <summary>
/// The server beside the batch of the same round: single short texts of 32 clients, then at 70 % of what they got, then from the start of
/// the process to its first answer. Clients, server and batch use the same processors; what asking alone costs is measured beside.
/// </summary>
internal static class ServeBenchmark
{
    private const int Clients = 32, BatchTexts = 4000, MostConnections = 512;

    public static void Run(string[] arguments)
    {
        if (arguments is ["--null"])
        {
            NullServer.Run();
            return;
        }

        var options = new ServeOptions(arguments);
        int rounds = options.Number("--rounds", 3), seconds = options.Number("--seconds", 10);
        using var device = Device.Open();
        var classifier = new TextClassifier(AutoModelForSequenceClassification.FromPretrained(options.Folder, device: device));
        string[] texts = [.. ShortTexts.Make(BatchTexts)];
        Console.WriteLine($"{Machine.Processor}, {device.Description}; {arguments[0]}, {Clients} clients, {seconds} s, {rounds} rounds");
        classifier.Classify(texts);
        Asking(seconds);
        using (var server = options.Serve())
        {
            var load = ServeLoad.BeginAsync(server.Port).GetAwaiter().GetResult();
            load.Client().Run(Clients, TimeSpan.FromSeconds(3));
            var ratios = new List<double>();
            var rates = new List<double>();
            for (int round = 0; round < rounds; round++)
            {
                double before = Batch(classifier, texts);
                var (rate, words) = Closed(load, server, seconds);
                double batch = (before + Batch(classifier, texts)) / 2;
                ratios.Add(rate / batch);
                rates.Add(rate);
                Say($"{Clients} clients: {rate:N0} texts/s, batch {batch:N0}, ratio {rate / batch:F3}; {words}");
            }

            Say($"ratio: median {Median(ratios):F3}, {ratios.Min():F3} to {ratios.Max():F3}");
            double full = FullBatchMs(classifier);
            for (int round = 0; round < rounds; round++)
            {
                var open = load.Client().RunAtRate(0.7 * Median(rates), TimeSpan.FromSeconds(seconds), round, MostConnections);
                Say($"at 70 % ({0.7 * Median(rates):N0}/s): {open}; p99 is {open.Ms(200, 0.99) / full:F2} of a full batch's {full:F1} ms");
            }
        }

        Start(options);
    }

    private static (double Rate, string Words) Closed(ServeLoad load, ServerProcess server, int seconds)
    {
        TimeSpan serverBefore = server.ProcessorTime, clientBefore = Process.GetCurrentProcess().TotalProcessorTime;
        var result = load.Client().Run(Clients, TimeSpan.FromSeconds(seconds));
        TimeSpan used = server.ProcessorTime - serverBefore, client = Process.GetCurrentProcess().TotalProcessorTime - clientBefore;
        foreach (string failure in result.Failures.Take(3)) Console.WriteLine($"    {failure}");
        double all = result.Elapsed.TotalSeconds * Environment.ProcessorCount;
        return (result.Rate, string.Create(
            CultureInfo.InvariantCulture,
            $"{result}; of the processors' time the server {used.TotalSeconds / all:P0}, the clients {client.TotalSeconds / all:P0}"));
    }

    private static void Asking(int seconds)
    {
        using var server = ServerProcess.Start(Environment.ProcessPath!, ["serve", "--null"]);
        server.WaitAsync().GetAwaiter().GetResult();
        byte[] request = WireConnection.Request("POST", "/", "{\"inputs\":\"i feel so happy about the movie today\"}"u8);
        new LoadClient(server.Port, [request]).Run(Clients, TimeSpan.FromSeconds(1));
        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
        var result = new LoadClient(server.Port, [request]).Run(Clients, TimeSpan.FromSeconds(Math.Min(seconds, 5)));
        TimeSpan client = Process.GetCurrentProcess().TotalProcessorTime - before;
        double each = client.TotalMicroseconds / result.Answers.Count;
        Say($"a server that computes nothing: {result.Rate:N0} requests/s, of which each takes the clients {each:F1} us");
    }

    private static double Batch(TextClassifier classifier, string[] texts)
    {
        var clock = Stopwatch.StartNew();
        int count = 0;
        do count += classifier.Classify(texts).Count;
        while (clock.Elapsed.TotalSeconds < 2);
        return count / clock.Elapsed.TotalSeconds;
    }

    // As many texts as the queue computes at once.
    private static double FullBatchMs(TextClassifier classifier)
    {
        var batch = classifier.Batches.EncodeAll([.. ShortTexts.Make(330).Select(text => new Tokenizers.TextInput(text))], null);
        var times = new List<double>();
        for (int i = 0; i < 15; i++)
        {
            var clock = Stopwatch.StartNew();
            classifier.Compute(batch.Tokens);
            times.Add(clock.Elapsed.TotalMilliseconds);
        }

        Say($"a full batch: {batch.Tokens.TokenCount} tokens of {batch.Tokens.RowCount} texts, median {Median(times):F1} ms");
        return Median(times);
    }

    private static void Start(ServeOptions options)
    {
        byte[] request = WireConnection.Request("POST", "/predict", "{\"inputs\":\"I saw a movie today and it was really good.\"}"u8);
        var times = new List<double>();
        for (int i = 0; i < 7; i++)
        {
            var clock = Stopwatch.StartNew();
            using var server = options.Serve();
            using var connection = WireConnection.OpenAsync(server.Port).GetAwaiter().GetResult();
            var answer = connection.AskAsync(request).GetAwaiter().GetResult();
            if (answer?.Status != 200) throw new ArgumentException($"the first answer is {answer?.Status} {answer?.Text}");
            times.Add(clock.Elapsed.TotalMilliseconds);
        }

        Say($"from the start of the process to its first answer: median {Median(times):F0} ms, {times.Min():F0} to {times.Max():F0}");
    }

    private static void Say(FormattableString words) => Console.WriteLine(words.ToString(CultureInfo.InvariantCulture));

    private static double Median(IEnumerable<double> values) => values.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : 0;
}
