using System.Diagnostics;
using Matiz.Data;
using Matiz.Models;
using Matiz.Tensors;
using Matiz.Tensors.Operations.Linear.Dots;
using Matiz.Training;

namespace Matiz.Benchmarks;

/// <summary>
/// What low precision costs a trained model on labelled rows: weighted F1, equal answers and the largest difference of a logit, against
/// fp32. bfloat16 is emulated where this processor has no unit for it, and so no figure of speed.
/// </summary>
internal static class PrecisionBenchmark
{
    public static void Run(string[] arguments)
    {
        if (arguments.Length < 2)
            throw new ArgumentException("precision needs a trained model's folder and a file of rows.", nameof(arguments));
        var rows = Dataset.Load(arguments[1]);
        int threads = arguments.Length > 2 ? int.Parse(arguments[2], System.Globalization.CultureInfo.InvariantCulture) : 1;
        var expected = Evaluate(arguments[0], rows, new CpuDevice(threads: threads, precision: Precision.Float32), "fp32", expected: null);
        Evaluate(arguments[0], rows, BFloat16(threads), "bf16", expected);
        Evaluate(arguments[0], rows, new CpuDevice(threads: threads, precision: Precision.Int8), "int8", expected);
    }

    private static CpuDevice BFloat16(int threads)
    {
        var device = new CpuDevice(threads: threads, precision: Precision.BFloat16);
        if (device.PrecisionNotice is null) return device;
        device.Dispose();
        return new CpuDevice(EmulatedBFloat16.Kernels(KernelVariants.Default), threads);
    }

    private static PredictionOutput Evaluate(
        string folder, DatasetDict rows, CpuDevice device, string name, PredictionOutput? expected)
    {
        using (device)
        {
            var clock = Stopwatch.StartNew();
            var model = AutoModelForSequenceClassification.FromPretrained(folder, device: device);
            var found = new Trainer(model, new TrainingArguments { MaxLength = 128 }).Predict(rows[rows.Keys.First()]);
            string against = expected is null ? "" : Compare(expected, found);
            Console.WriteLine(
                $"{name}: f1 {found.Metrics["test_f1"]:F4}{against}, {clock.Elapsed.TotalSeconds:F1} s, {device.Description}");
            return found;
        }
    }

    private static string Compare(PredictionOutput expected, PredictionOutput found)
    {
        var pairs = expected.Predictions.Zip(found.Predictions).ToList();
        double equal = pairs.Count(pair => Best(pair.First) == Best(pair.Second)) / (double)pairs.Count;
        double largest = pairs.Max(pair => pair.First.Zip(pair.Second).Max(two => Math.Abs(two.First - two.Second)));
        return $", {equal:P2} equal answers, largest difference of a logit {largest:g3}";
    }

    private static int Best(float[] logits) => Array.IndexOf(logits, logits.Max());
}
