using System.Globalization;
using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Files;
using Matiz.Formats;
using Matiz.Formats.Disk;
using Matiz.Formats.Json;
using Matiz.Models;
using Matiz.Models.Loading;
using Matiz.Runs;
using Matiz.Sharing;
using Matiz.Tasks;
using Matiz.Tensors;
using Matiz.Training;
using Matiz.Weights;
using Matiz.Workflows.Conversion;

namespace Matiz.Workflows.Quantization;

/// <summary>
/// Writes a classifier with 8-bit weights, and measures what that costs: linear layers of 8-bit integers with a scale an output, whose
/// inputs are quantized by token while they compute, in the layout of compressed-tensors. The new folder appears whole or not at all.
/// </summary>
/// <example>
/// <code>
/// var result = ModelQuantization.Run("my-model", "my-model-int8", new QuantizationOptions { MaxDrop = 0.3 });
/// Console.WriteLine($"{result.Metric}: {result.Before:0.0000} to {result.After:0.0000}");
/// </code>
/// </example>
public static class ModelQuantization
{
    private const int MostNamed = 3;

    /// <summary>Quantizes a model.</summary>
    /// <param name="run">The folder of a finished run, or of another classifier.</param>
    /// <param name="output">The folder to make.</param>
    /// <param name="options">What is allowed, and on what it is measured; null: the defaults.</param>
    /// <param name="device">Where to compute; null: <see cref="Device.Default"/>.</param>
    /// <param name="cancellation">Ends it between two batches; nothing is written then.</param>
    /// <exception cref="QuantizationException">
    /// The output cannot be taken, there are no rows to measure on, or the metric drops by more than is allowed.
    /// </exception>
    /// <exception cref="MatizException">The model or the rows are damaged, or the model is quantized already.</exception>
    public static QuantizationResult Run(
        string run, string output, QuantizationOptions? options = null, Device? device = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(run);
        return Run(ModelFiles.InFolder(run), output, options, device, cancellation);
    }

    /// <summary>Quantizes a model whose files lie in a folder or in memory; parameters and exceptions as for the other form.</summary>
    public static QuantizationResult Run(
        ModelFiles files, string output, QuantizationOptions? options = null, Device? device = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentException.ThrowIfNullOrEmpty(output);
        options ??= new QuantizationOptions();
        RequirePlace(files, output);
        if (QuantizationReader.Read(ModelConfig.Load(files)) is not null)
        {
            throw new QuantizationException(
                files.Path, "its weights are 8-bit integers already. Floating-point weights were expected. Quantize the model that it was "
                + "made of.");
        }

        var source = device ?? Device.Default;
        var single = AutoModelForSequenceClassification.FromPretrained(files, device: source.WithPrecision(Precision.Float32));
        var arguments = ArgumentsOf(files);
        var notes = new List<string>(single.LoadingNotes);
        var rows = options.Validation is null ? OwnRows(files) : ReadRows(files, single, options, notes);
        var measure = new QuantizationMeasure(files.Path, single, rows, options, arguments, cancellation);
        var before = measure.Measure(single);
        float[] logits = measure.Probe(single);
        var model = AutoModelForSequenceClassification.FromPretrained(files, device: source.WithPrecision(Precision.Int8));
        var layers = new QuantizedLayers(model, options.QuantizesEmbeddings);
        var search = new LayerSearch(measure, layers, model, before, logits);
        if (search.Find(options.MaxDrop, out var all) is not { } found) throw TooFar(files, measure, search, before, all, options);
        layers.Fix();
        var kept = found.Kept.SelectMany(pair => pair.Key.Names.Select(name => (name, pair.Value)));
        var result = new QuantizationResult(
            measure.Metric, before.Value, found.After.Value, measure.Drop(before, found.After),
            QuantizationMeasure.Lost(before, found.After), measure.Rows, kept.ToDictionary(pair => pair.name, pair => pair.Value),
            BytesOf(files), 0, output)
        { Notes = notes };
        cancellation.ThrowIfCancellationRequested();
        AtomicFolder.Write(output, place => Write(place, files, model, result, TextLimit.ForModel(model, arguments.MaxLength).MaxLength));
        return result with { BytesAfter = BytesOf(ModelFiles.InFolder(output)) };
    }

    private static void Write(
        string place, ModelFiles files, SequenceClassificationModel model, QuantizationResult result, int maxLength)
    {
        model.Save(place);
        foreach (string name in CarriedFiles.In(files))
        {
            string path = Path.Combine(place, name);
            if (File.Exists(path)) continue;
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var from = files.Open(name)!;
            using var into = File.Create(path);
            from.CopyTo(into);
        }

        if (!File.Exists(Path.Combine(place, ModelCard.FileName)) && ModelCard.CanDescribe(place)) ModelCard.Write(place, result.Output);
        AddToCard(Path.Combine(place, ModelCard.FileName), result);
        var record = new JsonObject
        {
            ["metric"] = result.Metric,
            ["before"] = result.Before,
            ["after"] = result.After,
            ["drop_points"] = result.DropPoints,
            ["rows"] = result.Rows,
            ["kept"] = new JsonObject(result.Kept.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
            [QuantizationRecord.MaxLengthKey] = maxLength,
            ["precision"] = Precision.Int8.Name,
        };
        AtomicFile.WriteAllText(Path.Combine(place, QuantizationRecord.FileName), record.ToJsonString(JsonStyles.Indented) + "\n");
    }

    private static void AddToCard(string path, QuantizationResult result)
    {
        string card = File.Exists(path) ? File.ReadAllText(path).TrimEnd() + "\n\n" : "";
        string kept = result.Kept.Count == 0
            ? "Every linear layer is quantized."
            : $"In floating point: {string.Join(", ", result.Kept.Keys.Select(name => $"`{name}`"))}.";
        AtomicFile.WriteAllText(path, card + string.Create(
            CultureInfo.InvariantCulture,
            $"## 8-bit weights\n\nThe weights are 8-bit integers with a scale a row; the inputs of linear layers are quantized by token "
            + $"(compressed-tensors). {kept} On {result.Rows} validation rows, {result.Metric} is {result.After:0.0000}; of the model in "
            + $"fp32 it is {result.Before:0.0000}. Figures above are of that model.\n"));
    }

    // Texts are cut, and the loss is that, as in training, for a checkpoint of a run as well.
    private static TrainingArguments ArgumentsOf(ModelFiles files) =>
        files.LocalPath is { } place && RunFolder.SettingsFolderOf(place) is var folder && RunFolder.IsRunFolder(folder)
            ? RunSettings.Load(folder).ToArguments()
            : new TrainingArguments();

    private static Row[] OwnRows(ModelFiles files)
    {
        const string Split = "validation";
        if (files.LocalPath is { } folder && RunFolder.IsRunFolder(folder))
        {
            var run = RunRecord.Load(folder);
            if (run.Dataset.Splits.TryGetValue(Split, out var split) && split.Rows > 0)
            {
                return
                [
                    .. run.Predictions(Split).Select(row => new Row(row.Text)
                    {
                        TextPair = row.TextPair, Id = row.Id, Label = row.Label, Source = row.Source,
                    }),
                ];
            }
        }

        throw new QuantizationException(
            files.Path,
            "there are no validation rows: it is no run that has some. Labelled rows were expected, to measure what quantizing costs. "
            + "Give them: QuantizationOptions.Validation = F.");
    }

    // Labels of the run's own files are read as the run read them.
    private static Row[] ReadRows(ModelFiles files, SequenceClassificationModel model, QuantizationOptions options, List<string> notes)
    {
        var labels = TextTask.For(model).HasClasses ? model.Labels : null;
        var data = options.Data ?? new DataOptions();
        if (labels is not null && data.LabelReading is null && files.LocalPath is { } folder)
            data = data with { LabelReading = RecordedRun.LabelReadingOf(folder, labels, options.Validation!) };
        var read = new RowsRead();
        var sources = DataSource.Expand(options.Validation!, data.Format, data.StandardInput);
        Row[] rows = [.. RowReader.ReadLabelled(sources, labels, model.ProblemType, data, read, "validation")];
        notes.AddRange(read.Notes);
        if (rows.Length > 0) return rows;
        throw new QuantizationException(
            files.Path, $"there is no row in {string.Join(", ", options.Validation!)}. Labelled rows were expected. Give others "
            + "(QuantizationOptions.Validation).");
    }

    private static QuantizationException TooFar(
        ModelFiles files, QuantizationMeasure measure, LayerSearch search, QuantizationScore before, QuantizationScore after,
        QuantizationOptions options)
    {
        var worst = search.Effects.Take(MostNamed).Select(pair => string.Create(
            CultureInfo.InvariantCulture, $"{string.Join(" + ", pair.Key.Names)} ({100 * pair.Value:0.0} % of the logits)"));
        return new QuantizationException(files.Path, string.Create(
            CultureInfo.InvariantCulture,
            $"quantized, {measure.Metric} goes from {before.Value:0.0000} to {after.Value:0.0000} on {measure.Rows} validation rows, "
            + $"{measure.Drop(before, after):0.00} points, and stays too low with up to half of the weights kept in floating "
            + $"point. At most {options.MaxDrop:0.##} points were expected, so nothing was written. Most suffer "
            + $"{string.Join(", ", worst)}. Allow more (QuantizationOptions.MaxDrop), or use the model as it is."));
    }

    private static long BytesOf(ModelFiles files)
    {
        using var weights = WeightFiles.Open(files);
        return weights.Entries.Sum(entry => entry.ByteLength);
    }

    private static void RequirePlace(ModelFiles files, string output)
    {
        if (files.LocalPath is { } folder)
        {
            string from = RealPath.Resolve(folder), into = RealPath.Resolve(Path.TrimEndingDirectorySeparator(output));
            if (string.Equals(from, into, StringComparison.Ordinal)
                || from.StartsWith(into + Path.DirectorySeparatorChar, StringComparison.Ordinal) || FileFacts.AreSame(folder, output))
            {
                throw new QuantizationException(
                    output, $"this is, or holds, the folder that is read ({folder}). Another one was expected. Name a new folder.");
            }
        }

        AtomicFolder.RequireWritable(output);
        if (!Directory.Exists(output) || !Directory.EnumerateFileSystemEntries(output).Any()) return;
        throw new QuantizationException(output, "the folder is not empty. A new or an empty one was expected. Name another one.");
    }
}
