using Matiz.Formats;
using Matiz.Tensors;
using Matiz.Weights;

namespace Matiz.Models.Loading;

/// <summary>
/// Makes parameters of a checkpoint's tensors: an architecture asks <see cref="Encoder"/> and <see cref="Head"/> for its weights by their
/// names in the file, in the order of its module tree, and hands them to the operations that use them. Shapes are compared before
/// anything is allocated; values are read once the model is made, by all cores; what was initialised or left over becomes notes.
/// </summary>
public sealed partial class ParameterLoader
{
    private readonly WeightFiles _weights;
    private readonly ulong _seed;
    private readonly HeadPlan? _head;
    private readonly List<Parameter> _parameters = [];
    private readonly List<(Parameter Parameter, string FileName)> _toRead = [];
    private readonly List<(Parameter Parameter, Filling Filling)> _toInitialize = [];
    private readonly Dictionary<Parameter, TruncatedNormal> _cutDistributions = [];
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly List<string> _replaced = [];
    private readonly List<string> _missingHead = [];
    private readonly List<string> _notes;
    private int _sectionStart;
    private (Parameter Parameter, string FileName) _words;

    /// <summary>A loader of one model.</summary>
    /// <param name="origin">
    /// Settings of the model that is made, and its architecture: an encoder's weights have its prefix under a head, a checkpoint may have
    /// it or not. Gets the notes.
    /// </param>
    /// <param name="weights">The checkpoint.</param>
    /// <param name="head">What becomes of the head; null: an encoder alone is made, whose parameters have no prefix.</param>
    /// <param name="device">Where the parameters lie.</param>
    /// <param name="seed">For weights that the checkpoint lacks.</param>
    internal ParameterLoader(PretrainedOrigin origin, WeightFiles weights, HeadPlan? head, Device device, ulong seed)
    {
        Origin = origin;
        Device = device;
        _notes = origin.Notes;
        _weights = weights;
        _seed = seed;
        _head = head;
        string prefix = origin.Architecture.Prefix;
        string filePrefix = weights.Names.Any(name => name.StartsWith(prefix, StringComparison.Ordinal)) ? prefix : "";
        Encoder = new WeightScope(this, filePrefix, head is null ? "" : prefix, mayBeMissing: false);
        Head = new WeightScope(this, "", "", mayBeMissing: true);
    }

    /// <summary>Settings of the model that is made.</summary>
    public ModelConfig Config => Origin.Config;

    /// <summary>Where the parameters lie.</summary>
    public Device Device { get; }

    /// <summary>The encoder's weights, which must be there.</summary>
    public WeightScope Encoder { get; }

    /// <summary>The head's weights, which have no prefix and are initialised where the checkpoint lacks them.</summary>
    public WeightScope Head { get; }

    /// <summary>
    /// Whether what the checkpoint lacks is drawn from the seed, the encoder's weights too; false (the default): they must be there.
    /// </summary>
    internal bool DrawsMissing { get; init; }

    /// <summary>Whether a head will stand on the encoder.</summary>
    public bool IsForHead => _head is not null;

    /// <summary>What the model keeps of its files.</summary>
    internal PretrainedOrigin Origin { get; }

    /// <summary>Rows of the first table that was asked for: the words'.</summary>
    internal ConfigSize VocabularySize { get; private set; }

    /// <summary>True when the checkpoint has this weight.</summary>
    internal bool Contains(string fileName) => _weights.TryGet(fileName, out _);

    /// <summary>The parameters asked for since the last call: those of the embeddings, of one layer, of a head.</summary>
    public IReadOnlyList<Parameter> TakeSection()
    {
        var section = _parameters[_sectionStart..];
        _sectionStart = _parameters.Count;
        return section;
    }

    /// <summary>A parameter for a tensor of the checkpoint, or for one that it lacks.</summary>
    /// <exception cref="CheckpointException">It is missing and must be there, or has another shape.</exception>
    internal Parameter Load(
        string fileName, string name, ConfigSize[] shape, Filling filling, bool isLookupTable, TruncatedNormal? matrices = null,
        bool isLinear = false)
    {
        bool isFound = _weights.TryGet(fileName, out var entry);
        QuantizedWeight? quantized = null;
        if (isFound)
        {
            _used.Add(fileName);
            quantized = QuantizedOf(entry!, isLinear, isLookupTable);
            bool fits = Fits(entry!, shape);
            bool isOutput = filling != Filling.Never && IsOutput(entry!, shape);
            if (!fits && !isOutput) throw WrongShape(entry!, shape);
            if (!fits || (isOutput && _head!.WhyNew is not null))
            {
                _replaced.Add($"{name} {entry!.ShapeText}");
                (isFound, quantized) = (false, null);
            }
        }
        else if (filling == Filling.Never)
        {
            throw Missing(fileName);
        }
        else if (_head is { MayBeNew: false })
        {
            _missingHead.Add(fileName);
        }

        var parameter = new Parameter(Device, name, [.. shape.Select(size => size.Value)], isLookupTable);
        _parameters.Add(parameter);
        if (isLookupTable && VocabularySize.Key is null)
            (VocabularySize, _words, Origin.Words) = (shape[0], (parameter, fileName), parameter);
        if (isLinear) Origin.Layers.Add(parameter);
        // Of a folder of 8-bit weights those that were kept compute in floating point too.
        if ((isLinear || isLookupTable) && Origin.Quantization is not null && quantized is null) parameter.KeepsFloat = true;
        if (quantized is not null) _toReadQuantized.Add((parameter, quantized));
        else if (isFound) _toRead.Add((parameter, fileName));
        else _toInitialize.Add((parameter, filling));
        if (matrices is { } distribution) _cutDistributions.Add(parameter, distribution);
        return parameter;
    }

    /// <summary>Reads and initialises the values, and notes weights that were initialised and those without a place.</summary>
    /// <exception cref="CheckpointException">The head is not whole, and no new one was asked for.</exception>
    internal void Finish()
    {
        if (_missingHead.Count > 0) throw NoHead();
        CheckCopies();
        CheckQuantized();
        // Converting and first touching 90 MB takes one core some 60 ms, which a start of the program would show.
        SharedLoop.Run(_toRead.Count, i => _toRead[i].Parameter.Fill(values => _weights.ReadFloats(_toRead[i].FileName, values)));
        SharedLoop.Run(_toReadQuantized.Count, i => ReadQuantized(_toReadQuantized[i].Parameter, _toReadQuantized[i].Weight));
        float range = _toInitialize.Count > 0 ? Config.GetSingle("initializer_range", 0.02f) : 0;
        var initializer = new Initializer(_seed);
        foreach (var (parameter, filling) in _toInitialize)
        {
            if (filling == Filling.Normal && _cutDistributions.TryGetValue(parameter, out var cut)) initializer.Truncated(parameter, cut);
            else if (filling == Filling.Normal) initializer.Normal(parameter, range);
            else Initializer.Constant(parameter, filling == Filling.One ? 1 : 0);
        }

        NoteInitialized();
        NoteLabels();
        NoteUnused();
    }

    private static bool Fits(WeightEntry entry, ConfigSize[] shape) => entry.Shape.SequenceEqual(shape.Select(size => (long)size.Value));

    // The last layer of a head that may be another: only its number of rows, that of the labels, may differ.
    private bool IsOutput(WeightEntry entry, ConfigSize[] shape) =>
        _head is { MayBeNew: true } && (shape[0] == ConfigSize.ForLabels(Config) || shape[0] == QuestionAnsweringModel.Outputs)
        && entry.Shape.Length == shape.Length && entry.Shape.Skip(1).SequenceEqual(shape.Skip(1).Select(size => (long)size.Value));
}
