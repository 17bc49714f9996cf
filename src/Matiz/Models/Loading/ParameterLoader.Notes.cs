using System.Globalization;
using System.Text.RegularExpressions;
using Matiz.Weights;

namespace Matiz.Models.Loading;

/// <content>What loading says: weights that were initialised, weights without a place, and what is missing.</content>
public sealed partial class ParameterLoader
{
    private const int MostNamesInNote = 20;
    private const int MostNamesInError = 3;

    private void NoteInitialized()
    {
        if (_toInitialize.Count == 0) return;
        string names = string.Join(", ", _toInitialize.Select(item => item.Parameter.Name));
        string why = _head?.WhyNew is { } reason && _replaced.Count > 0 ? reason
            : _replaced.Count == 0 && _head?.GivenUp is { } given ? $"{given} is not used, a new head is made"
            : _replaced.Count == 0 ? "not in the checkpoint"
            : $"the checkpoint has {string.Join(", ", _replaced)}, {Config.NumLabels} labels are asked for";
        string note = $"{names}: initialised from seed {_seed} ({why}); train before use.";
        // Something that was trained is given up, or of no use by itself.
        if (_replaced.Count > 0 || _head?.GivenUp is not null || IsPartOfAHead()) Origin.Warnings.Add(note);
        _notes.Add(note);
    }

    // A pooler belongs to the encoder as well: many base checkpoints have it.
    private bool IsPartOfAHead() =>
        _head is not null
        && _head.Head.Tensors.Any(name => !name.StartsWith(Origin.Architecture.Prefix, StringComparison.Ordinal) && _used.Contains(name));

    private void NoteUnused()
    {
        var unused = _weights.Entries.Where(entry => !_used.Contains(entry.Name) && !StoredBuffer.IsBuffer(entry)).ToList();
        NoteLayers(unused);
        if (unused.Count == 0) return;
        string names = string.Join(", ", unused.Take(MostNamesInNote).Select(entry => entry.OriginalName))
            + (unused.Count > MostNamesInNote ? $", … ({unused.Count} in all)" : "");
        _notes.Add($"{names}: not used, this model has no place for {(unused.Count == 1 ? "it" : "them")}.");
    }

    // Said apart from what has no place: such a model answers otherwise than the whole one.
    private void NoteLayers(List<WeightEntry> unused)
    {
        var layers = unused
            .Select(entry => (Entry: entry, Match: LayerNumber().Match(entry.Name)))
            .Where(found => found.Match.Success)
            .ToList();
        if (layers.Count == 0) return;
        int last = layers.Max(
            found => int.TryParse(found.Match.Groups["layer"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int layer)
                ? layer
                : 0);
        int first = layers.Min(found => int.Parse(found.Match.Groups["layer"].ValueSpan, CultureInfo.InvariantCulture));
        string key = Origin.Architecture.StoredLayerCountKey;
        int kept = Config.GetInt32(key, first);
        if (last < kept) return;
        string note = $"config.json has {kept} {(kept == 1 ? "layer" : "layers")} ('{key}'), "
            + $"the weights have {last + 1}: those above are not used. "
            + "Where that is not meant, correct config.json.";
        _notes.Add(note);
        Origin.Warnings.Add(note);
        foreach (var (entry, _) in layers) unused.Remove(entry);
    }

    private void NoteLabels()
    {
        if (_head?.Note is { } note) _notes.Add(note);
        if (_head is null || !Config.HasLabels || Config.Labels.Repeated.Count == 0) return;
        string repeated = $"{Config.Path}: 'id2label' has the names "
            + $"{string.Join(", ", Config.Labels.Repeated.Select(name => $"'{name}'"))} more than once. "
            + "Kept; such classes are told apart by their index alone. Rename one where that is not meant.";
        _notes.Add(repeated);
        Origin.Warnings.Add(repeated);
    }

    private CheckpointException Missing(string fileName) => new(_weights.Path,
        $"there is no tensor '{fileName}', but config.json (model_type {Config.ModelType}) needs it. "
        + ((Origin.Quantization is null ? QuantizedModels.Trace(Origin.Files, _weights) : null) ?? FolderKind.AdapterTrace(_weights.Names)
            ?? "Do these files come from two different models?"));

    private CheckpointException NoHead()
    {
        var words = HeadWords.For(_head!.Head);
        string missing = string.Join(", ", _missingHead.Select(name => $"'{name}'"));
        string[] others =
        [
            .. _weights.Entries
                .Where(entry => !_used.Contains(entry.Name) && !StoredBuffer.IsBuffer(entry))
                .Select(entry => $"'{entry.OriginalName}'"),
        ];
        string instead = others.Length == 0
            ? ""
            : $" The file has {string.Join(", ", others.Take(MostNamesInError))}{(others.Length > MostNamesInError ? " …" : "")}, "
                + $"for which {words.Model} has no place.";
        if (_head.Head.Task is not ModelHead.SequenceClassification)
        {
            return new CheckpointException(_weights.Path,
                $"{words.Head} is not whole in the weights: {missing} {(_missingHead.Count == 1 ? "is" : "are")} missing.{instead} "
                + $"{words.ModelAtStart} was expected. {words.HowToTrain}");
        }

        string remedy = FolderKind.IsSetFit(Origin.Files)
            ? "This is a folder of SetFit, whose head is a pickle (model_head.pkl) that only Python reads: "
                + "fit a head here with FeatureRunOptions.SaveModel, or fine-tune"
            : "Fine-tune one";
        return new CheckpointException(_weights.Path,
            "the classification head is not whole in the weights: "
            + $"{missing} {(_missingHead.Count == 1 ? "is" : "are")} missing.{instead} A trained classifier was expected. "
            + $"{remedy}: FineTuning.Run with StartingModel.InFolder(\"{_weights.Path}\") and DatasetFiles.Train = F "
            + "(in a program: FromPretrained(folder, labels), then Trainer).");
    }

    private CheckpointException WrongShape(WeightEntry entry, ConfigSize[] shape)
    {
        var differing = entry.Shape.Length == shape.Length ? shape.Where((size, axis) => size.Value != entry.Shape[axis]) : shape;
        string keys = string.Join(", ", differing.Select(size => size.Key).Distinct(StringComparer.Ordinal));
        return new CheckpointException(_weights.Path,
            $"tensor '{entry.OriginalName}' is {entry.ShapeText}, "
            + $"but config.json ({keys}) needs [{string.Join(", ", shape.Select(size => size.Value))}]. " +
            "Do these files come from two different models?");
    }

    [GeneratedRegex(@"(^|\.)(layers?|albert_layer_groups)\.(?<layer>\d{1,6})\.",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex LayerNumber();
}
