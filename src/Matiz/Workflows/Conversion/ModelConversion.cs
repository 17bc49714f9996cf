using System.Text.Json.Nodes;
using Matiz.Files;
using Matiz.Formats;
using Matiz.Formats.Arrays;
using Matiz.Formats.Disk;
using Matiz.Models;
using Matiz.Models.Loading;
using Matiz.Models.Onnx;
using Matiz.Weights;

namespace Matiz.Workflows.Conversion;

/// <summary>
/// Writes a model in another framework's format: the same tensors under the names and with the axes that the framework gives them, and
/// config, tokenizer, licences and cards beside them, byte for byte. A folder of 8-bit weights is written in floating point, or as a graph
/// with its own integers. The new folder appears whole or not at all.
/// </summary>
/// <example>
/// <code>
/// var pytorch = WeightFormat.All.Single(format => format.Name == "pytorch");
/// ModelConversion.Run("my-keras-model", pytorch, "my-pytorch-model");
/// </code>
/// </example>
public static class ModelConversion
{
    // Formats that hold the computation as well as the weights, by what writes them.
    private static readonly (string Format, Func<string, ModelFiles, bool, OnnxContent> Write)[] Graphs =
    [
        ("onnx", (path, files, isQuantized) => OnnxExport.Write(path, files, isQuantized)),
    ];

    /// <summary>The formats that can be written.</summary>
    public static IReadOnlyList<WeightFormat> Targets =>
        [.. WeightFormat.All.Where(format => format.Write is not null || GraphOf(format) is not null)];

    /// <summary>Converts a model.</summary>
    /// <param name="source">A model folder, or a file of weights with the other files beside it.</param>
    /// <param name="to">The format to write, one of <see cref="Targets"/>.</param>
    /// <param name="output">The folder to make.</param>
    /// <param name="options">Type and overwriting; null: the defaults.</param>
    /// <param name="cancellation">Ends it between two parts of a tensor; nothing is left of the new folder.</param>
    /// <exception cref="ConversionException">The output cannot be taken, or the framework never had the architecture.</exception>
    /// <exception cref="CheckpointException">The weights are missing or damaged, or do not fit the type.</exception>
    /// <exception cref="ModelException">The config is damaged, or the weights are quantized in a way that is not read.</exception>
    public static ConversionResult Run(
        string source, WeightFormat to, string output, ConversionOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        return File.Exists(source)
            ? Run(ModelFiles.InFolder(Path.GetDirectoryName(Path.GetFullPath(source))!), source, to, output, options, cancellation)
            : Run(ModelFiles.InFolder(source), to, output, options, cancellation);
    }

    /// <summary>Converts a model whose files lie in a folder or in memory; parameters and exceptions as for the other form.</summary>
    public static ConversionResult Run(
        ModelFiles source, WeightFormat to, string output, ConversionOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Run(source, null, to, output, options, cancellation);
    }

    private static ConversionResult Run(
        ModelFiles files, string? file, WeightFormat to, string output, ConversionOptions? options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentException.ThrowIfNullOrEmpty(output);
        options ??= new ConversionOptions();
        if (files.LocalPath is { } folder) RequireApart(folder, output);
        using var weights = file is not null ? WeightFiles.Open(file) : WeightFiles.Open(files);
        var config = file is null || files.Exists(ModelConfig.FileName) ? ModelConfig.Load(files) : null;
        var scheme = config is null ? null : QuantizationReader.Read(config);
        RequireKnown(to, config, weights.Path);
        if (GraphOf(to) is not null) RequireGraph(to, file, options);
        else RequireFloats(to, options);
        RequirePlace(output, options.Overwrite);
        bool keepsIntegers = options.DType == ArrayDType.Int8;
        var notes = scheme is null ? new List<string>() : [.. Dequantization.Notes(files, keepsIntegers)];
        var content = Content(weights, scheme, config, to, options, notes, cancellation);
        OnnxContent? graph = null;
        try
        {
            AtomicFolder.Write(output, place =>
            {
                graph = Write(place, files, config, to, content, options, cancellation);
                if (scheme is not null && !keepsIntegers) Dequantization.AddToCard(place);
            });
        }
        catch (ArrayFileException e)
        {
            throw new CheckpointException(e.Path, e.Reason, e);
        }

        string[] written = [.. Directory.EnumerateFiles(output, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(output, path).Replace('\\', '/')).Order(StringComparer.Ordinal)];
        return new ConversionResult(
            weights.Format, to, output, graph?.Weights ?? content.Weights.Count,
            graph?.Bytes ?? content.Weights.Sum(weight => weight.Array.ByteLength), written, [.. notes, .. graph?.Notes ?? []]);
    }

    private static Func<string, ModelFiles, bool, OnnxContent>? GraphOf(WeightFormat format) =>
        Array.Find(Graphs, graph => string.Equals(graph.Format, format.Name, StringComparison.Ordinal)).Write;

    private static WeightsToWrite Content(
        WeightFiles weights, QuantizationScheme? scheme, ModelConfig? config, WeightFormat to, ConversionOptions options,
        List<string> notes, CancellationToken cancellation)
    {
        var all = scheme is null ? weights.Weights : Dequantization.Weights(weights, scheme);
        foreach (var (name, array) in all) RequireWeights(weights, name, array);
        bool areTied = config?.GetBoolean("tie_word_embeddings", true) ?? true;
        var (kept, tied) = areTied ? TiedWeights.Untie(all) : (all, []);
        if (tied.Count > 0) notes.Add($"{string.Join(", ", tied)}: written once, under the name of the weights that it is tied to.");
        if (to.ModelTypes is not null)
        {
            string[] buffers = [.. kept.Where(weight => WeightNames.IsBuffer(weight.Name)).Select(weight => weight.Name)];
            if (buffers.Length > 0) notes.Add($"{string.Join(", ", buffers)}: left out, {to.Title} computes these counts itself.");
            kept = [.. kept.Where(weight => !WeightNames.IsBuffer(weight.Name))];
        }

        long total = Math.Max(1, kept.Sum(weight => weight.Array.ByteLength)), done = 0;
        return new WeightsToWrite(config?.ModelType, config?.Architectures is [var first, ..] ? first : null, [.. kept.Select(Prepare)]);

        NamedWeight Prepare(NamedWeight weight)
        {
            var array = weight.Array;
            if (options.Progress is not null)
            {
                array = new WatchedArray(array, count =>
                {
                    cancellation.ThrowIfCancellationRequested();
                    options.Progress.Report(Math.Min(1, (double)(done += count) / total));
                });
            }

            bool isRounded = options.DType is { } dtype and not ArrayDType.Int8 && dtype != array.DType
                && ConvertedArray.IsFloat(array.DType);
            return weight with { Array = isRounded ? new ConvertedArray(array, options.DType!.Value) : array };
        }
    }

    // What the graph holds where one is written; null: a file of weights.
    private static OnnxContent? Write(
        string place, ModelFiles files, ModelConfig? config, WeightFormat to, WeightsToWrite content, ConversionOptions options,
        CancellationToken cancellation)
    {
        foreach (string name in CarriedFiles.In(files))
        {
            cancellation.ThrowIfCancellationRequested();
            string path = Path.Combine(place, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var from = files.Open(name)!;
            using var into = File.Create(path);
            from.CopyTo(into);
        }

        if (config is not null && InAgreement(config, content) is { } changed) changed.Save(place);
        string file = Path.Combine(place, to.FileNames[0]);
        if (to.Write is not { } write) return GraphOf(to)!(file, files, options.DType == ArrayDType.Int8);
        write(file, content);
        return null;
    }

    // Without a word of quantization, as what is written is quantized no longer, or says so by its graph; with the type that all weights
    // are of, where it says one. Null: nothing has to change.
    private static ModelConfig? InAgreement(ModelConfig config, WeightsToWrite content)
    {
        var changed = config.HasMembers(QuantizationScheme.Key) ? config.With(QuantizationScheme.Key, null) : null;
        var types = content.Weights.Select(weight => weight.Array.DType).Where(ConvertedArray.IsFloat).Distinct().ToList();
        if (types is not [var only]) return changed;
        string name = only switch
        {
            ArrayDType.Float16 => "float16",
            ArrayDType.BFloat16 => "bfloat16",
            ArrayDType.Float64 => "float64",
            _ => "float32",
        };
        foreach (string key in (string[])["dtype", "torch_dtype"])
        {
            if (config.Contains(key) && !string.Equals(config.GetString(key, null), name, StringComparison.Ordinal))
                changed = (changed ?? config).With(key, JsonValue.Create(name));
        }

        return changed;
    }

    private static void RequireWeights(WeightFiles weights, string name, NamedArray array)
    {
        bool isPacked = array.DType is ArrayDType.Int8 or ArrayDType.UInt8 or ArrayDType.Float4 or ArrayDType.Float8E4M3
            or ArrayDType.Float8E5M2 or ArrayDType.Float8E8M0 or ArrayDType.Float8E4M3Fnuz or ArrayDType.Float8E5M2Fnuz;
        if (isPacked && weights.TryGet(name, out var entry)) QuantizedModels.Refuse(weights.Path, entry);
    }

    private static void RequireKnown(WeightFormat to, ModelConfig? config, string path)
    {
        if (to.Write is null && GraphOf(to) is null)
        {
            throw new ConversionException(
                path,
                $"{to.Title} is read and not written by this version. "
                + $"One of {string.Join(", ", Targets.Select(format => format.Name))} was expected. Take one of them.");
        }

        if (config is not null) RemoteCode.Refuse(config);
        if (to.ModelTypes is null) return;
        if (config?.ModelType is { } type && to.ModelTypes.Contains(type, StringComparer.Ordinal)) return;
        throw new ConversionException(
            config?.Path ?? path,
            $"{(config?.ModelType is { } found ? $"'model_type' is '{found}', which {to.Title} never had" : "there is no 'model_type'")}. "
            + $"One of {string.Join(", ", to.ModelTypes)} was expected. Convert to safetensors or pytorch instead.");
    }

    // A graph is made of a whole model, and computes in single precision or in 8-bit integers.
    private static void RequireGraph(WeightFormat to, string? file, ConversionOptions options)
    {
        if (file is not null)
        {
            throw new ConversionException(
                file,
                $"this is a file of weights, but {to.Title} holds the computation as well. The folder of a model was expected. Name it.");
        }

        if (options.DType is null or ArrayDType.Float32 or ArrayDType.Int8) return;
        throw new ConversionException(
            to.FileNames[0],
            $"weights in {options.DType} were asked for, but {to.Title} is written in Float32 or Int8. "
            + "Leave ConversionOptions.DType out, or name one of these.");
    }

    private static void RequireFloats(WeightFormat to, ConversionOptions options)
    {
        if (options.DType is not ArrayDType.Int8) return;
        throw new ConversionException(
            to.FileNames[0],
            $"weights in Int8 were asked for, but {to.Title} is written in Float32, Float16 or BFloat16, and only a graph (ONNX) in Int8. "
            + "Name one of these in ConversionOptions.DType, or write another format; ModelQuantization.Run writes a folder in Int8.");
    }

    private static void RequireApart(string folder, string output)
    {
        string from = RealPath.Resolve(folder), into = RealPath.Resolve(Path.TrimEndingDirectorySeparator(output));
        bool isSame = string.Equals(from, into, StringComparison.Ordinal) || FileFacts.AreSame(folder, output);
        bool holds = isSame || from.StartsWith(into + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        if (!holds) return;
        throw new ConversionException(
            output,
            $"this {(isSame ? "is" : "holds")} the folder that is read ({folder}). Another one was expected, so that what is read stays. "
            + "Name a new folder.");
    }

    private static void RequirePlace(string output, bool overwrite)
    {
        AtomicFolder.RequireWritable(output);
        if (!Directory.Exists(output) || !Directory.EnumerateFileSystemEntries(output).Any()) return;
        if (!overwrite)
        {
            throw new ConversionException(
                output,
                "the folder is not empty. A new or an empty one was expected. Name another one, or set ConversionOptions.Overwrite.");
        }

        if (CarriedFiles.StrangeIn(output) is not { } strange) return;
        throw new ConversionException(
            output, $"the folder holds {strange}, which is no file of a converted model and would go. A model folder was expected. "
            + "Name another one, or move that file.");
    }
}
