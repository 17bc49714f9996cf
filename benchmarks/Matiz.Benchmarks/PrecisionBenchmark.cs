using System.Diagnostics;
using System.Globalization;
using Matiz.Data;
using Matiz.Models;
using Matiz.Tasks;
using Matiz.Tensors;
using Matiz.Training;

namespace Matiz.Benchmarks;

/// <summary>
/// What low precision costs a trained model on labelled rows: weighted F1, equal answers and the largest difference of a logit, against
/// fp32. bfloat16 is emulated where this processor has no unit for it, and so no figure of speed. Labels are understood and texts are cut
/// as <c>matiz evaluate</c> does it.
/// </summary>
internal static class PrecisionBenchmark
{
    public static void Run(string[] arguments)
    {
        if (arguments.Length is < 2 or > 4)
        {
            throw new ArgumentException(
                "expected MODEL FILE [THREADS] [LABELS]: a trained model's folder, a file of rows, and the names of its labels 0, 1, … "
                + "where the numbers are not those of the model.", nameof(arguments));
        }

        string folder = arguments[0], file = arguments[1];
        int threads = arguments.Length > 2 ? int.Parse(arguments[2], CultureInfo.InvariantCulture) : 1;
        var named = arguments.Length > 3 ? new ClassLabel(arguments[3].Split(',')) : null;
        var expected = Evaluate(folder, file, named, PrecisionDevice.New(Precision.Float32, threads), expected: null);
        Evaluate(folder, file, named, PrecisionDevice.New(Precision.Int8, threads), expected);
        Evaluate(folder, file, named, PrecisionDevice.New(Precision.BFloat16, threads), expected);
    }

    private static Found Evaluate(string folder, string file, ClassLabel? named, CpuDevice device, Found? expected)
    {
        using (device)
        {
            var clock = Stopwatch.StartNew();
            var model = AutoModelForSequenceClassification.FromPretrained(folder, device: device);
            var task = TextTask.For(model);
            var labels = task.HasClasses ? model.Labels : null;
            var rows = Rows(file, labels is null ? null : named ?? labels, model, tellsHow: expected is null);
            string settings = RunFolder.SettingsFolderOf(folder);
            var arguments = RunFolder.IsRunFolder(settings) ? RunSettings.Load(settings).ToArguments() : new TrainingArguments();
            var output = new Trainer(model, arguments).Predict(rows);
            Label[] answers =
            [
                .. output.Predictions.Zip(
                    output.Scores, (logits, scores) => task.Decide(logits, scores, ModelCalibration.None, labels).Label),
            ];
            var found = new Found(output.Predictions, answers);
            string name = output.Metrics.ContainsKey("test_f1") ? "f1" : task.DefaultMetric;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{device.Computed.Name}: {name} {output.Metrics["test_" + name]:F4} on {rows.Count} rows"
                + $"{(expected is null ? "" : Compare(expected, found))}, {clock.Elapsed.TotalSeconds:F1} s, {device.Description}"));
            return found;
        }
    }

    // Labels of the file are names of the model or its numbers, unless the numbers of the file have names of their own.
    private static Dataset Rows(string file, ClassLabel? labels, SequenceClassificationModel model, bool tellsHow)
    {
        var read = new RowsRead();
        Row[] rows = [.. RowReader.ReadLabelled(DataSource.Expand([file]), labels, model.ProblemType, options: null, read)];
        foreach (string note in tellsHow ? read.Notes : []) Console.WriteLine(note);
        return new Dataset("test", rows, labels, TextTask.For(model).LabelReader);
    }

    private static string Compare(Found expected, Found found)
    {
        int equal = expected.Answers.Zip(found.Answers).Count(pair => pair.First == pair.Second);
        double largest = expected.Logits.Zip(found.Logits)
            .Max(pair => pair.First.Zip(pair.Second).Max(two => Math.Abs(two.First - two.Second)));
        return string.Create(
            CultureInfo.InvariantCulture,
            $", {100.0 * equal / expected.Answers.Length:F2} % equal answers, largest difference of a logit {largest:g3}");
    }

    private sealed record Found(IReadOnlyList<float[]> Logits, Label[] Answers);
}
