using System.Text.Json;
using Matiz.Cli.Runs;
using Matiz.Files;
using Matiz.Formats;
using Matiz.Formats.Safetensors;
using Matiz.Models;
using Matiz.Tokenizers;
using Matiz.Weights;

namespace Matiz.Cli.Inspection;

/// <summary>A tensor of the weights.</summary>
internal sealed record TensorFinding(string Name, string DType, IReadOnlyList<long> Shape)
{
    public string ShapeText => $"[{string.Join(", ", Shape)}]";
}

/// <summary>What a folder or a weights file holds. Each part is looked at by itself, so that one fault does not hide the rest.</summary>
internal sealed class Findings
{
    private const string DenseFolder = "2_Dense", Classifier = "sequence-classification";

    private readonly List<string> _problems = [];
    private string? _dense;                             // where the head of a sentence-transformers folder lies

    private Findings(string path) => Path = path;

    public string Path { get; }

    /// <summary>The <c>model_type</c> of config.json.</summary>
    public string? Architecture { get; private set; }

    /// <summary>What stands on the encoder: <c>none</c>, <c>sequence-classification</c>, or the class's own name.</summary>
    public string? Head { get; private set; }

    public string? ProblemType { get; private set; }

    public IReadOnlyList<string> Labels { get; private set; } = [];

    /// <summary>Numbers of all tensors but counts, and the scales of 8-bit ones.</summary>
    public long Parameters { get; private set; }

    public IReadOnlyList<TensorFinding> Tensors { get; private set; } = [];

    public OrderedDictionary<string, object?> Tokenizer { get; } = new(StringComparer.Ordinal);

    /// <summary>What a run folder says besides.</summary>
    public OrderedDictionary<string, object?> Run { get; } = new(StringComparer.Ordinal);

    /// <summary>The formats of which there are weights; the first is read.</summary>
    public IReadOnlyList<WeightFormat> Formats { get; private set; } = [];

    /// <summary>The element types of the tensors, the most frequent first.</summary>
    public IEnumerable<string> DTypes =>
        Tensors.CountBy(tensor => tensor.DType).OrderByDescending(pair => pair.Value).Select(pair => pair.Key);

    /// <summary>The bytes of the weights.</summary>
    public long Bytes { get; private set; }

    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Looks at a file of weights or of a tokenizer.</summary>
    public static Findings OfFile(string path)
    {
        var findings = new Findings(path);
        bool isTokenizer = System.IO.Path.GetExtension(path) is ".json" or ".txt" or ".model";
        if (isTokenizer) findings.Try(() => findings.ReadTokenizer(Matiz.Tokenizers.Tokenizer.Load(path)));
        else findings.Try(() => findings.ReadWeights(WeightFiles.Open(path)));
        return findings;
    }

    /// <summary>Looks at a model.</summary>
    public static Findings OfModel(ModelSource source)
    {
        var findings = new Findings(source.Name);
        if (FeaturesRequest.IsRunWithoutModel(source))
        {
            findings.Try(() => RunFindings.Read(source.Folder!, findings.Run, findings._problems));
            return findings;
        }

        if (IsTokenizerAlone(source.Files))
        {
            findings.Try(() => findings.ReadTokenizer(AutoTokenizer.FromPretrained(source.Files)));
            return findings;
        }

        findings.Try(() => findings.ReadConfig(source.Files));
        findings.Try(() => findings.ReadTokenizer(AutoTokenizer.FromPretrained(source.Files)));
        int before = findings._problems.Count;
        findings.Try(() => findings.ReadWeights(WeightFiles.Open(source.Files)));
        findings.Try(() => findings.ReadOthers(source.Files));
        if (findings._dense is { } dense) findings.Try(() => findings.ReadWeights(WeightFiles.Open(source.Files.In(dense)), dense + "/"));
        if (before == 0 && findings._problems.Count == 0) findings.Try(() => findings.CheckModel(source));
        if (source.Folder is { } folder) findings.Try(() => RunFindings.Read(folder, findings.Run, findings._problems));
        return findings;
    }

    /// <summary>The object of <c>info --json</c>.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("architecture", Architecture);
        json.WriteString("head", Head);
        json.WriteStrings("labels", Labels);
        json.WriteNumber("parameters", Parameters);
        json.WriteStartArray("tensors");
        foreach (var tensor in Tensors)
        {
            json.WriteStartObject();
            json.WriteString("name", tensor.Name);
            json.WriteString("dtype", tensor.DType);
            json.WriteStartArray("shape");
            foreach (long size in tensor.Shape) json.WriteNumberValue(size);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Write(json, "tokenizer", Tokenizer);
        json.WriteNumber("bytes", Bytes);
        json.WriteStrings("formats", Formats.Select(format => format.Name));
        json.WriteStrings("dtypes", DTypes);
        if (ProblemType is not null) json.WriteString("problem_type", ProblemType);
        if (Run.Count > 0) Write(json, "run", Run);
        json.WriteStrings("problems", Problems);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string key, OrderedDictionary<string, object?> values)
    {
        json.WriteStartObject(key);
        foreach (var (name, value) in values)
        {
            switch (value)
            {
                case null:
                    json.WriteNull(name);
                    break;
                case int number:
                    json.WriteNumber(name, number);
                    break;
                case double number:
                    json.WriteNumber(name, number);
                    break;
                case bool flag:
                    json.WriteBoolean(name, flag);
                    break;
                default:
                    json.WriteString(name, value.ToString());
                    break;
            }
        }

        json.WriteEndObject();
    }

    private static bool IsTokenizerAlone(ModelFiles files)
    {
        try
        {
            return !files.Exists(ModelConfig.FileName) && WeightFormat.FoundIn(files).Count == 0
                && AutoTokenizer.FromPretrained(files).VocabularySize > 0;
        }
        catch (MatizException)
        {
            return false;
        }
    }

    // Weights of other frameworks beside those that are read: a fault in them, or code, is said as well.
    private void ReadOthers(ModelFiles files)
    {
        var found = WeightFormat.FoundIn(files);
        if (found.Count > 0) Formats = found;
        foreach (var format in found.Skip(1)) Try(() => WeightFiles.Open(files, format).Dispose());
    }

    private void ReadConfig(ModelFiles files)
    {
        var config = ModelConfig.Load(files);
        Architecture = config.ModelType;
        if (Architecture is null)
            _problems.Add($"{config.Path}: there is no 'model_type', so the architecture is unknown. Add it, for example \"bert\".");
        Head = config.Architectures is [var name, ..] ? HeadOf(name) : null;
        if (Head is not Classifier && AutoModel.ModelTypes.Contains(Architecture, StringComparer.Ordinal)) ReadHead(files);
        if (Head is not Classifier)
        {
            NoteOtherTask(config);
            return;
        }

        Labels = config.Labels.Names;
        ProblemType = config.ProblemType.Name;
    }

    // The first name decides what the head's tensors mean, and the folder is no classifier then.
    private void NoteOtherTask(ModelConfig config)
    {
        if (config.Architectures is not [var first, _, ..] || !config.Architectures.Skip(1).Any(name => HeadOf(name) is Classifier)) return;
        _problems.Add(
            $"{config.Path}: 'architectures' names {first} first, so this is no text classifier. One name was expected. "
            + "Leave the class of the head that was trained.");
    }

    // The weights decide what the config leaves open, or says of the model that a head was put on.
    private void ReadHead(ModelFiles files)
    {
        try
        {
            if (AutoModelForSequenceClassification.IsClassifier(files))
            {
                Head = Classifier;
                if (files.In(DenseFolder).Exists(ModelConfig.FileName)) _dense = DenseFolder;
            }
            else
            {
                Head ??= "none";
            }
        }
        catch (CheckpointException)
        {
            // The weights are looked at by themselves, and their fault is said there.
        }
    }

    private void CheckModel(ModelSource source)
    {
        var (notes, labels, problemType) = ModelCheck.Run(source, Head is Classifier);
        _problems.AddRange(notes.Select(LibraryWords.Translate));
        if (labels is not null) Labels = labels.Names;
        if (problemType is { } type) ProblemType = type.Name;
    }

    private static string HeadOf(string className)
    {
        int at = className.IndexOf("For", StringComparison.Ordinal);
        if (at < 0) return className.EndsWith("Model", StringComparison.Ordinal) ? "none" : className;
        string head = className[(at + 3)..];
        return string.Equals(head, "MaskedLM", StringComparison.Ordinal) ? "masked-lm" : JsonNamingPolicy.KebabCaseLower.ConvertName(head);
    }

    private void ReadTokenizer(Tokenizer tokenizer)
    {
        Tokenizer["model"] = tokenizer.ModelType;
        foreach (var (stage, components) in TokenizerPipeline.Read(tokenizer)) Tokenizer[stage] = components;
        Tokenizer["vocabulary_size"] = tokenizer.VocabularySize;
        Tokenizer["model_max_length"] = tokenizer.ModelMaxLength;
        Tokenizer["class"] = tokenizer.ClassName;
        Tokenizer["model_input_names"] = InputsOf(tokenizer);
        Tokenizer["truncation_side"] = tokenizer.TruncationSide == TruncationSide.Left ? "left" : "right";
        if (tokenizer.LoadingNotes.Count > 0) Tokenizer["notes"] = string.Join(" ", tokenizer.LoadingNotes);
        Tokenizer["files"] = string.Join(", ", tokenizer.Files.Keys);
    }

    // Those that the model is computed with: one without segments is given none, whatever the class or the file says.
    private string InputsOf(Tokenizer tokenizer)
    {
        string origin = tokenizer.StatesInputs ? "stated" : "as the class has them";
        var names = tokenizer.ModelInputNames;
        if (!tokenizer.HasTypeIds || AutoModel.ReadsTypeIds(Architecture)) return $"{string.Join(", ", names)} ({origin})";
        var taken = names.Where(name => !string.Equals(name, "token_type_ids", StringComparison.Ordinal));
        return $"{string.Join(", ", taken)} ({origin}, without token_type_ids, which the model does not take)";
    }

    private void ReadWeights(WeightFiles weights, string prefix = "")
    {
        using (weights)
        {
            if (prefix.Length == 0) Formats = [weights.Format];
            Tensors = [.. Tensors, .. weights.Entries.Select(
                entry => new TensorFinding(prefix + entry.OriginalName, SafetensorsDTypes.NameOf(entry.DType), entry.Shape))];
            Bytes += weights.Entries.Sum(entry => entry.ByteLength);
            Parameters += weights.Entries.Where(IsParameter).Sum(entry => entry.ElementCount);
            if (weights.FirstNonFinite() is { } fault)
                _problems.Add(
                    $"{weights.Path}: {fault}. Finite weights were expected: whatever reads it answers nothing. "
                    + "Take another checkpoint, or fetch it again.");
        }
    }

    // Numbers that a model computes with; of 8-bit ones not their scales.
    private static bool IsParameter(WeightEntry entry) =>
        entry.DType == ArrayDType.Int8 || (IsReal(entry.DType) && !entry.Name.EndsWith(".weight_scale", StringComparison.Ordinal));

    private static bool IsReal(ArrayDType type) => SafetensorsDTypes.NameOf(type).Contains('F', StringComparison.Ordinal);

    // A file that would run code is no fault among others.
    private void Try(Action read)
    {
        try
        {
            read();
        }
        catch (CheckpointException exception) when (exception.RefusedGlobal is not null)
        {
            throw;
        }
        catch (Exception exception) when (
            ErrorReport.CodeOf(exception) == ExitCode.Usage || exception is IOException or UnauthorizedAccessException)
        {
            _problems.Add(ErrorReport.MessageOf(exception));
        }
    }
}
