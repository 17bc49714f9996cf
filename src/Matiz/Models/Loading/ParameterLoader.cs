using Matiz.Tensors;
using Matiz.Weights;

namespace Matiz.Models.Loading;

/// <summary>
/// Makes parameters of a checkpoint's tensors. Shapes are compared before anything is allocated; values are read at the end, by all
/// cores; what was initialised or left over becomes notes.
/// </summary>
internal sealed class ParameterLoader
{
    private const int MostNamesInNote = 20;

    private readonly WeightFiles _weights;
    private readonly ulong _seed;
    private readonly int? _headLabels;
    private readonly List<Parameter> _parameters = [];
    private readonly List<(Parameter Parameter, string FileName)> _toRead = [];
    private readonly List<(Parameter Parameter, Filling Filling)> _toInitialize = [];
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly List<string> _replaced = [];
    private readonly List<string> _notes;
    private int _sectionStart;

    /// <summary>A loader of one model.</summary>
    /// <param name="origin">Settings of the model that is made; gets the notes.</param>
    /// <param name="weights">The checkpoint.</param>
    /// <param name="prefix">What an encoder's weights are called under a head, for instance <c>bert.</c>; a checkpoint may have it or not.</param>
    /// <param name="hasHead">True when a head is made: then parameters have the prefix.</param>
    /// <param name="device">Where the parameters lie.</param>
    /// <param name="seed">For weights that the checkpoint lacks.</param>
    /// <param name="headLabels">Labels the caller asked for: a head of another number is made anew. Null: it must fit.</param>
    public ParameterLoader(
        PretrainedOrigin origin, WeightFiles weights, string prefix, bool hasHead, Device device, ulong seed, int? headLabels)
    {
        Origin = origin;
        Device = device;
        _notes = origin.Notes;
        _weights = weights;
        _seed = seed;
        _headLabels = headLabels;
        string filePrefix = weights.Names.Any(name => name.StartsWith(prefix, StringComparison.Ordinal)) ? prefix : "";
        Encoder = new WeightScope(this, filePrefix, hasHead ? prefix : "", mayBeMissing: false);
        Head = new WeightScope(this, "", "", mayBeMissing: true);
    }

    /// <summary>What the model keeps of its files.</summary>
    public PretrainedOrigin Origin { get; }

    /// <summary>Settings of the model that is made.</summary>
    public ModelConfig Config => Origin.Config;

    /// <summary>Where the parameters lie.</summary>
    public Device Device { get; }

    /// <summary>The encoder's weights.</summary>
    public WeightScope Encoder { get; }

    /// <summary>The head's weights, which have no prefix and may be missing.</summary>
    public WeightScope Head { get; }

    /// <summary>Rows of the first table that was asked for: the words'.</summary>
    public ConfigSize VocabularySize { get; private set; }

    /// <summary>True when the checkpoint has this weight.</summary>
    public bool Contains(string fileName) => _weights.TryGet(fileName, out _);

    /// <summary>The parameters asked for since the last call: those of the embeddings, of one layer, of a head.</summary>
    public IReadOnlyList<Parameter> TakeSection()
    {
        var section = _parameters[_sectionStart..];
        _sectionStart = _parameters.Count;
        return section;
    }

    /// <summary>A parameter for a tensor of the checkpoint, or for one that it lacks.</summary>
    /// <exception cref="CheckpointException">It is missing and must be there, or has another shape.</exception>
    public Parameter Load(string fileName, string name, ConfigSize[] shape, Filling filling, bool isLookupTable)
    {
        bool isFound = _weights.TryGet(fileName, out var entry);
        if (isFound) _used.Add(fileName);
        if (isFound && !Fits(entry!, shape))
        {
            if (filling == Filling.Never || !IsHeadOfOtherLabels(entry!, shape)) throw WrongShape(entry!, shape);
            _replaced.Add($"{name} {entry!.ShapeText}");
            isFound = false;
        }
        else if (!isFound && filling == Filling.Never)
        {
            throw Missing(fileName);
        }

        var parameter = new Parameter(Device, name, [.. shape.Select(size => size.Value)], isLookupTable);
        _parameters.Add(parameter);
        if (isLookupTable && VocabularySize.Key is null) VocabularySize = shape[0];
        if (isFound) _toRead.Add((parameter, fileName));
        else _toInitialize.Add((parameter, filling));
        return parameter;
    }

    /// <summary>Reads and initialises the values, and notes weights that were initialised and those without a place.</summary>
    public void Finish()
    {
        // Converting and first touching 90 MB takes one core some 60 ms, which a start of the program would show.
        Parallel.ForEach(_toRead, item => item.Parameter.Fill(values => _weights.ReadFloats(item.FileName, values)));
        float range = _toInitialize.Count > 0 ? Config.GetSingle("initializer_range", 0.02f) : 0;
        var initializer = new Initializer(_seed);
        foreach (var (parameter, filling) in _toInitialize)
        {
            if (filling == Filling.Normal) initializer.Normal(parameter, range);
            else Initializer.Constant(parameter, filling == Filling.One ? 1 : 0);
        }

        NoteInitialized();
        NoteUnused();
    }

    private static bool Fits(WeightEntry entry, ConfigSize[] shape) => entry.Shape.SequenceEqual(shape.Select(size => (long)size.Value));

    // Only the number of rows differs, and it is the number of labels that the caller changed.
    private bool IsHeadOfOtherLabels(WeightEntry entry, ConfigSize[] shape) =>
        _headLabels is not null && string.Equals(shape[0].Key, ConfigSize.OfLabels(Config).Key, StringComparison.Ordinal)
        && entry.Shape.Length == shape.Length && entry.Shape.Skip(1).SequenceEqual(shape.Skip(1).Select(size => (long)size.Value));

    private void NoteInitialized()
    {
        if (_toInitialize.Count == 0) return;
        string names = string.Join(", ", _toInitialize.Select(item => item.Parameter.Name));
        string why = _replaced.Count == 0
            ? "not in the checkpoint"
            : $"the checkpoint has {string.Join(", ", _replaced)}, {Config.NumLabels} labels are asked for";
        _notes.Add($"{names}: initialised from seed {_seed} ({why}); train before use.");
    }

    private void NoteUnused()
    {
        string[] unused = [.. _weights.Entries.Where(entry => !_used.Contains(entry.Name) && !StoredBuffer.IsBuffer(entry)).Select(entry => entry.OriginalName)];
        if (unused.Length == 0) return;
        string names = string.Join(", ", unused.Take(MostNamesInNote)) + (unused.Length > MostNamesInNote ? $", … ({unused.Length} in all)" : "");
        _notes.Add($"{names}: not used, this model has no place for {(unused.Length == 1 ? "it" : "them")}.");
    }

    private CheckpointException Missing(string fileName) => new(_weights.Path,
        $"there is no tensor '{fileName}', but config.json (model_type {Config.ModelType}) needs it. Do these files come from two different models?");

    private CheckpointException WrongShape(WeightEntry entry, ConfigSize[] shape)
    {
        var differing = entry.Shape.Length == shape.Length ? shape.Where((size, axis) => size.Value != entry.Shape[axis]) : shape;
        string keys = string.Join(", ", differing.Select(size => size.Key).Distinct(StringComparer.Ordinal));
        return new CheckpointException(_weights.Path,
            $"tensor '{entry.OriginalName}' is {entry.ShapeText}, but config.json ({keys}) needs [{string.Join(", ", shape.Select(size => size.Value))}]. " +
            "Do these files come from two different models?");
    }
}
