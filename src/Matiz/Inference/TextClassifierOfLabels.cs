using System.Runtime.CompilerServices;
using Matiz.Tokenizers;

namespace Matiz.Inference;

/// <summary>A classifier whose labels are members of an enum; see <see cref="TextClassifier.WithLabels{TLabel}"/>.</summary>
/// <typeparam name="TLabel">The enum.</typeparam>
public sealed class TextClassifier<TLabel>
    where TLabel : struct, Enum
{
    private readonly TLabel[] _members;

    internal TextClassifier(TextClassifier untyped, TLabel[] members) => (Untyped, _members) = (untyped, members);

    /// <summary>The classifier whose labels are strings.</summary>
    public TextClassifier Untyped { get; }

    /// <summary>The member that each label of the model is, in label order.</summary>
    public IReadOnlyList<TLabel> Labels => _members;

    /// <summary>
    /// Classifies one text, or a pair of texts, as <see cref="TextClassifier.Classify(string, string?, ClassificationOptions?)"/>.
    /// </summary>
    public Prediction<TLabel> Classify(string text, string? textPair = null, ClassificationOptions? options = null) =>
        new(Untyped.Classify(text, textPair, options), _members);

    /// <summary>
    /// Classifies texts that are all there, as
    /// <see cref="TextClassifier.Classify(IReadOnlyList{string}, ClassificationOptions?, CancellationToken)"/>.
    /// </summary>
    public IReadOnlyList<Prediction<TLabel>> Classify(
        IReadOnlyList<string> texts, ClassificationOptions? options = null, CancellationToken cancellationToken = default) =>
        [.. Untyped.Classify(texts, options, cancellationToken).Select(prediction => new Prediction<TLabel>(prediction, _members))];

    /// <summary>
    /// Classifies a stream, as <see cref="TextClassifier.Classify(IEnumerable{TextInput}, ClassificationOptions?, CancellationToken)"/>.
    /// </summary>
    public IEnumerable<Prediction<TLabel>> Classify(
        IEnumerable<TextInput> inputs, ClassificationOptions? options = null, CancellationToken cancellationToken = default) =>
        Untyped.Classify(inputs, options, cancellationToken).Select(prediction => new Prediction<TLabel>(prediction, _members));

    /// <summary>
    /// Classifies a stream, as
    /// <see cref="TextClassifier.ClassifyAsync(IEnumerable{TextInput}, ClassificationOptions?, CancellationToken)"/>.
    /// </summary>
    public IAsyncEnumerable<Prediction<TLabel>> ClassifyAsync(
        IEnumerable<TextInput> texts, ClassificationOptions? options = null, CancellationToken cancellationToken = default) =>
        Typed(Untyped.ClassifyAsync(texts, options, CancellationToken.None), cancellationToken);

    /// <summary>
    /// Classifies texts that come in time, as
    /// <see cref="TextClassifier.ClassifyAsync(IAsyncEnumerable{TextInput}, ClassificationOptions?, CancellationToken)"/>.
    /// </summary>
    public IAsyncEnumerable<Prediction<TLabel>> ClassifyAsync(
        IAsyncEnumerable<TextInput> texts, ClassificationOptions? options = null, CancellationToken cancellationToken = default) =>
        Typed(Untyped.ClassifyAsync(texts, options, CancellationToken.None), cancellationToken);

    private async IAsyncEnumerable<Prediction<TLabel>> Typed(
        IAsyncEnumerable<Prediction> predictions, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var prediction in predictions.WithCancellation(cancellationToken).ConfigureAwait(false))
            yield return new Prediction<TLabel>(prediction, _members);
    }
}

/// <summary>What a classifier says about one text, with labels that are members of an enum.</summary>
/// <typeparam name="TLabel">The enum.</typeparam>
public sealed record Prediction<TLabel>
    where TLabel : struct, Enum
{
    private readonly TLabel[] _members;

    internal Prediction(Prediction untyped, TLabel[] members) => (Untyped, _members) = (untyped, members);

    /// <summary>The same with labels that are strings: scores, logits, windows.</summary>
    public Prediction Untyped { get; }

    /// <summary>The label.</summary>
    /// <exception cref="InvalidOperationException">
    /// None is given, since the score is below the least or several labels a text are asked for; <see cref="LabelOrNull"/> is null then.
    /// </exception>
    public TLabel Label => LabelOrNull ?? throw new InvalidOperationException(
        Untyped.Labels is null
            ? $"no label is given: the highest score is {Untyped.Score}, below the least. LabelOrNull is null then."
            : "this model gives several labels a text. Read Labels.");

    /// <summary>
    /// The label; null where none is given (<see cref="ClassificationOptions.MinScore"/>), or where several labels a text are asked for.
    /// </summary>
    public TLabel? LabelOrNull => Untyped.LabelIndex is { } index ? _members[index] : null;

    /// <summary>The greatest score; null unless one label a text is asked for.</summary>
    public float? Score => Untyped.Score;

    /// <summary>The labels that are given, in label order and each once; null unless several labels a text are asked for.</summary>
    public IReadOnlyList<TLabel>? Labels => Untyped.Labels is null
        ? null
        : [.. Untyped.LabelIndices!.Select(index => _members[index]).Distinct()];

    /// <summary>The members, the highest score first; as many as <see cref="ClassificationOptions.TopK"/> asks for, else all.</summary>
    public IReadOnlyList<(TLabel Label, float Score)> Top =>
        [.. Untyped.TopLabels.Select(label => (_members[label], Untyped.Scores[label].Score))];
}
