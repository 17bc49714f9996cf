using System.Text.Json.Nodes;
using Matiz.Cli.Benchmarks;
using Matiz.Cli.Terminal;
using Matiz.Files;
using Matiz.Tensors;
using Matiz.Tensors.Benchmarking;

namespace Matiz.Cli.Tests.Benchmarks;

/// <summary>A plan of one small product and one tiny model: what is measured and how it is told, not how fast it is.</summary>
public sealed class BenchPlanTests
{
    private static readonly BenchPlan Small = new()
    {
        Shapes = [new GemmShape(8, 48, 32)],
        Models =
        [
            () => new BenchModel(
                "tiny", ModelFiles.InFolder(Workspace.TinyModel),
                new Dictionary<Precision, double> { [Precision.Float32] = 0.5 },
                new Dictionary<Precision, double> { [Precision.Float32] = 0.25 }),
        ],
        Rounds = 1,
        WithStages = true,
    };

    [Fact]
    public void Int8_IsMeasuredWhereItComputes()
    {
        using var device = Device.Open(options: new DeviceOptions { Threads = 1, Precision = Precision.Int8 });
        var json = Written(Measured(device));
        Assert.Equal("forward", Assert.Single(json["gemm"]!.AsArray())!["operation"]!.GetValue<string>());
        Assert.Empty(json["training"]!.AsArray());
        var forward = Assert.Single(json["forward"]!.AsArray())!;
        Assert.Equal("int8", forward["precision"]!.GetValue<string>());
        Assert.Null(forward["required"]);
        Assert.Equal("int8", Assert.Single(json["latency"]!.AsArray())!["precision"]!.GetValue<string>());
    }

    [Fact]
    public void Json_HasTheKeysOfTheContract()
    {
        using var device = Device.Open(options: new DeviceOptions { Threads = 2 });
        var json = Written(Measured(device));
        Assert.Equal(
            [
                "processor", "peak_gflops", "peaks", "kernels", "threads", "gemm", "forward", "training", "latency", "tokenizer",
                "second_thread",
            ],
            json.Select(pair => pair.Key));
        Assert.Equal(json["peak_gflops"]!.GetValue<double>(), json["peaks"]!["fp32"]!.GetValue<double>());
        Assert.True(json["peaks"]!["int8"]!.GetValue<double>() > 0);
        Assert.Equal(2, json["threads"]!.GetValue<int>());
        Assert.Equal(device.KernelName, json["kernels"]!.GetValue<string>());
        Assert.Equal(["forward", "dX", "dW"], json["gemm"]!.AsArray().Select(gemm => gemm!["operation"]!.GetValue<string>()));
        foreach (var gemm in json["gemm"]!.AsArray())
        {
            Assert.Equal(
                ["name", "operation", "precision", "m", "n", "k", "threads", "gflops", "fraction", "required"],
                gemm!.AsObject().Select(pair => pair.Key));
            Assert.Equal((8, 48, 32), (gemm["m"]!.GetValue<int>(), gemm["n"]!.GetValue<int>(), gemm["k"]!.GetValue<int>()));
            Assert.True(gemm["gflops"]!.GetValue<double>() > 0);
        }

        foreach (var (key, required) in ((string, double)[])[("forward", 0.5), ("training", 0.25)])
        {
            var model = Assert.Single(json[key]!.AsArray())!.AsObject();
            Assert.Equal(
                ["model", "precision", "texts", "tokens", "tokens_per_second", "fraction", "required"], model.Select(pair => pair.Key));
            Assert.Equal(
                ("tiny", 32, 32 * 45),
                (model["model"]!.GetValue<string>(), model["texts"]!.GetValue<int>(), model["tokens"]!.GetValue<int>()));
            Assert.InRange(model["fraction"]!.GetValue<double>(), 1e-9, 1.5);
            Assert.Equal(required, model["required"]!.GetValue<double>());
        }

        foreach (var (text, threads) in json["latency"]!.AsArray().Zip([1, 2]))
        {
            Assert.Equal(["model", "precision", "tokens", "threads", "ms", "p99_ms"], text!.AsObject().Select(pair => pair.Key));
            Assert.Equal(
                ("tiny", 22, threads),
                (text["model"]!.GetValue<string>(), text["tokens"]!.GetValue<int>(), text["threads"]!.GetValue<int>()));
            Assert.InRange(text["ms"]!.GetValue<double>(), 1e-9, text["p99_ms"]!.GetValue<double>());
        }

        Assert.Equal(2, json["latency"]!.AsArray().Count);
        Assert.True(json["tokenizer"]!["tokens_per_second"]!.GetValue<double>() > 0);
        Assert.True(json["second_thread"]!["forward"]!.GetValue<double>() > 0);
    }

    [Fact]
    public void OneThread_HasNoSecondOne()
    {
        using var device = Device.Open(options: new DeviceOptions { Threads = 1 });
        var results = Measured(device);
        Assert.Null(Written(results)["second_thread"]!["forward"]);
        Assert.Equal(1, Assert.Single(results.Latency).Threads);
        Assert.DoesNotContain("second thread", BenchReport.Describe(results, new Style(false)), StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_NameProductsModelsAndStages()
    {
        using var device = Device.Open(options: new DeviceOptions { Threads = 2 });
        string text = BenchReport.Describe(Measured(device), new Style(false));
        foreach (string word in (string[])
        [
            "48x32", "dW", "tiny", "training: optimizer", "forward: attention", "one text of 22 tokens", "tokenizer, one core",
            "second thread, forward",
        ])
            Assert.Contains(word, text, StringComparison.Ordinal);
    }

    [Fact]
    public void Plans_MeasureWhatTheGuideNames()
    {
        Assert.Equal([32, 352, 1440, 5600], BenchPlan.Whole.Shapes.Select(shape => shape.M).Distinct());
        Assert.Equal([32, 352, 1440], new BenchPlan().Shapes.Select(shape => shape.M).Distinct());
        Assert.Equal(["minilm", "distilbert"], new BenchPlan().Models.Select(make => make().Name));
    }

    private static BenchResults Measured(Device device)
    {
        using var host = new CommandHost { Input = Stream.Null, Output = TextWriter.Null, Error = TextWriter.Null };
        return Small.Measure(device, new Notes(host, isQuiet: true), TestContext.Current.CancellationToken);
    }

    private static JsonObject Written(BenchResults results)
    {
        using var text = new StringWriter();
        Json.WriteIndented(text, json => BenchReport.Write(json, results));
        return JsonNode.Parse(text.ToString())!.AsObject();
    }
}
