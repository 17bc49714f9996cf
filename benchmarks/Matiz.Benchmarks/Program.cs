using Matiz.Benchmarks;
using Matiz.Benchmarks.Serve;

// Jobs at full size that take minutes; what takes seconds is `matiz bench`. One line a job.
Dictionary<string, (string Usage, Action<string[]> Run)> jobs = new(StringComparer.Ordinal)
{
    ["quality"] = (
        "quality ENCODER-FOLDER DATA-FOLDER [SEEDS] [PRECISIONS]   weighted F1 of the fine-tuned encoder on train/validation/test.csv",
        QualityBenchmark.Run),
    ["precision"] = (
        "precision MODEL-FOLDER FILE [THREADS] [LABELS]   weighted F1 and equal answers of a trained model in each precision",
        PrecisionBenchmark.Run),
    ["features"] = (
        "features ENCODER-FOLDER DATA-FOLDER [BOUNDS]     speed of extraction, logistic regression and dummy against the reference",
        FeaturesBenchmark.Run),
    ["architectures"] = (
        "architectures [ROUNDS] [MODEL-TYPE,…] [THREADS]   forward of 32 texts by each architecture at base size, random weights",
        ArchitecturesBenchmark.Run),
    ["suspects"] = (
        "suspects ENCODER-FOLDER DATA-FOLDER          how well 200 flipped labels of 4,000 are found again", SuspectsBenchmark.Run),
    ["umap"] = ("umap ENCODER-FOLDER FILE                      time and quality of the map of a file's texts", UmapBenchmark.Run),
    ["tokenizers"] = (
        "tokenizers TOKENIZERS-FOLDER FILE [ROUNDS]   tokens a second of each kind beside FastBertTokenizer, one core",
        TokenizersBenchmark.Run),
    ["parquet"] = ("parquet [FILE]                                100 MB of texts in ten row groups, read", ParquetBenchmark.Run),
    ["fuzz"] = (
        "fuzz GOLDENS-FOLDER [READERS] [--count N] [--seed N]   damaged files for every reader", FuzzBenchmark.Run),
    ["hub"] = (
        "hub [--killed N] [--pairs N] [--megabytes N] [--rounds N] [--seed N]   downloads killed, shared and timed beside curl",
        HubBenchmark.Run),
    ["pipeline"] = (
        "pipeline MODEL-FOLDER|minilm [TEXTS] [ROUNDS]  short texts through batch, streams and queue of a classifier",
        PipelineBenchmark.Run),
    ["latency"] = (
        "latency minilm|distilbert [THREADS,…] [TOKENS,…] [PRECISION]   each operation of the layers for small batches, and the peak",
        LatencyBenchmark.Run),
    ["startup"] = ("startup MATIZ-BINARY MODEL-FOLDER [RUNS]     seconds of a whole predict process", StartupBenchmark.Run),
    ["serve"] = (
        "serve MODEL-FOLDER|minilm [--rounds N] [--seconds N] [--program FILE]   requests of 32 clients beside the batch; start",
        ServeBenchmark.Run),
    ["serve-overload"] = (
        "serve-overload MODEL-FOLDER|minilm [--seconds N]     five times as many requests as can be answered", ServeOverloadBenchmark.Run),
    ["serve-hostile"] = (
        "serve-hostile MODEL-FOLDER [--count N] [--seed N] [--from N]   requests that are wrong in every way", ServeHostileBenchmark.Run),
    ["serve-replace"] = (
        "serve-replace MODEL-FOLDER|minilm [--times N]   a model's folder replaced while clients ask", ServeReplaceBenchmark.Run),
    ["serve-stop"] = ("serve-stop MODEL-FOLDER|minilm [--rounds N] [--seed N]   signals while clients ask", ServeStopBenchmark.Run),
};

if (args.Length > 0 && jobs.TryGetValue(args[0], out var job))
{
    try
    {
        job.Run(args[1..]);
        return 0;
    }
    catch (ArgumentException exception)
    {
        Console.Error.WriteLine(exception.Message);
        return 2;
    }
}

Console.Error.WriteLine("jobs:");
foreach (var (usage, _) in jobs.Values) Console.Error.WriteLine($"  {usage}");
return 2;
