using System.Globalization;
using System.Text.Json;
using Matiz.Cli.Terminal;
using Matiz.Training;

namespace Matiz.Cli.Benchmarks;

/// <summary>What was measured, for programs and for people.</summary>
internal static class BenchReport
{
    /// <summary>The object of <c>bench --json</c>.</summary>
    public static void Write(Utf8JsonWriter json, BenchResults results)
    {
        string precision = results.Device.Computed.Name;
        json.WriteStartObject();
        json.WriteString("processor", RunSettings.Processor);
        json.WriteNumber("peak_gflops", results.Peak);
        json.WriteStartObject("peaks");
        foreach (var (computed, peak) in results.Peaks) json.WriteNumber(computed.Name, peak);
        json.WriteEndObject();
        json.WriteString("kernels", results.Device.KernelName);
        json.WriteNumber("threads", results.Device.Threads);
        json.WriteStartArray("gemm");
        foreach (var gemm in results.Gemm)
        {
            json.WriteStartObject();
            json.WriteString("name", gemm.Shape.Name);
            json.WriteString("operation", gemm.OperationName);
            json.WriteString("precision", precision);
            json.WriteNumber("m", gemm.Shape.M);
            json.WriteNumber("n", gemm.Shape.N);
            json.WriteNumber("k", gemm.Shape.K);
            json.WriteNumber("threads", gemm.Threads);
            json.WriteNumber("gflops", gemm.Gflops);
            json.WriteNumber("fraction", gemm.Fraction);
            json.WriteNumberOrNull("required", gemm.Required);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteModels(json, "forward", precision, results.Forward);
        WriteModels(json, "training", precision, results.Training);
        WriteLatency(json, precision, results.Latency);
        json.WriteStartObject("tokenizer");
        json.WriteNumber("tokens_per_second", results.TokenizerTokensPerSecond);
        json.WriteEndObject();
        json.WriteStartObject("second_thread");
        json.WriteNumberOrNull("forward", results.SecondThread);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteModels(Utf8JsonWriter json, string key, string precision, IReadOnlyList<ModelResult> models)
    {
        json.WriteStartArray(key);
        foreach (var model in models)
        {
            json.WriteStartObject();
            json.WriteString("model", model.Model);
            json.WriteString("precision", precision);
            json.WriteNumber("texts", ModelBenchmark.Texts);
            json.WriteNumber("tokens", ModelBenchmark.Texts * ModelBenchmark.Length);
            json.WriteNumber("tokens_per_second", model.TokensPerSecond);
            json.WriteNumber("fraction", model.Fraction);
            json.WriteNumberOrNull("required", model.Required);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteLatency(Utf8JsonWriter json, string precision, IReadOnlyList<LatencyResult> texts)
    {
        json.WriteStartArray("latency");
        foreach (var text in texts)
        {
            json.WriteStartObject();
            json.WriteString("model", text.Model);
            json.WriteString("precision", precision);
            json.WriteNumber("tokens", ModelBenchmark.ShortLength);
            json.WriteNumber("threads", text.Threads);
            json.WriteNumber("ms", text.Milliseconds);
            json.WriteNumber("p99_ms", text.P99Milliseconds);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Tables: speeds and fractions, green where what is required of two threads is reached.</summary>
    public static string Describe(BenchResults results, Style style)
    {
        string text = $"{RunSettings.Processor}, {results.Device.KernelName} kernels, "
            + $"{Numbers.Counted(results.Device.Threads, "thread")}: peak "
            + string.Join(", ", results.Peaks.Select(entry => $"{entry.Key} {Format(entry.Value, "0")}")) + " GFLOP/s\n";
        var gemm = new TextTable("llrrrrrr").Row(
            Head("products", style), "", Head("m", style), Head("n", style), Head("k", style), Head("GFLOP/s", style),
            Head("fraction", style), Head("required", style));
        foreach (var result in results.Gemm)
        {
            gemm.Row(
                result.Shape.Name, result.OperationName,
                Format(result.Shape.M, "0"), Format(result.Shape.N, "0"), Format(result.Shape.K, "0"),
                Format(result.Gflops, "0"), Reached(result.Fraction, result.Required, style),
                result.Required is { } required ? Format(required, "0.00") : "");
        }

        text += "\n" + gemm.Render();
        var models = new TextTable("llrrr").Row(
            Head("models", style), "", Head("tokens/s", style), Head("fraction", style), Head("required", style));
        foreach (var (kind, list) in ((string, IReadOnlyList<ModelResult>)[])[("forward", results.Forward), ("training", results.Training)])
        {
            foreach (var result in list)
                models.Row(
                    result.Model, kind, Format(result.TokensPerSecond, "#,0"), Reached(result.Fraction, result.Required, style),
                    result.Required is { } required ? Format(required, "0.00") : "");
        }

        text += "\n" + models.Render();
        var latency = new TextTable("llrr").Row(
            Head(Format(ModelBenchmark.ShortLength, "'one text of '0' tokens'"), style), "", Head("median ms", style), Head("p99", style));
        foreach (var result in results.Latency)
            latency.Row(
                result.Model, Numbers.Counted(result.Threads, "thread"), Format(result.Milliseconds, "0.00"),
                Format(result.P99Milliseconds, "0.00"));
        text += "\n" + latency.Render();
        var rest = new TextTable("lrl").Row("tokenizer, one core", Format(results.TokenizerTokensPerSecond, "#,0"), "tokens/s");
        if (double.IsFinite(results.SecondThread))
            rest.Row(
                "second thread, forward", Format(results.SecondThread, "0.00") + "x",
                $"(required {Format(BenchResults.SecondThreadRequired, "0.00")}x)");
        text += "\n" + rest.Render();
        return results.Stages.Count > 0 ? text + "\n" + Stages(results, style) : text;
    }

    private static string Stages(BenchResults results, Style style)
    {
        var table = new TextTable("llr").Row(Head("stages", style), "", Head("ms", style));
        foreach (var (model, stage, milliseconds) in results.Stages) table.Row(model, "forward: " + stage, Format(milliseconds, "0.00"));
        foreach (var result in results.Training)
        {
            foreach (var (stage, milliseconds) in result.Stages)
                table.Row(result.Model, "training: " + stage, Format(milliseconds, "0.00"));
        }

        return table.Render();
    }

    private static TextTable.Cell Reached(double fraction, double? required, Style style) =>
        new(Format(fraction, "0.00"), required is { } least ? fraction >= least ? style.Green : style.Red : null);

    private static TextTable.Cell Head(string text, Style style) => new(text, style.Bold);

    private static string Format(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
