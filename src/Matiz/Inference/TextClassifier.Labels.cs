using System.Collections.Concurrent;
using Matiz.Inference.Pipeline;
using Matiz.Models;

namespace Matiz.Inference;

/// <content>Labels that are an enum of the caller's.</content>
public sealed partial class TextClassifier
{
    private readonly ConcurrentDictionary<Type, object> _typed = [];

    /// <summary>
    /// Classifies one text, or a pair of texts, and gives its label as a member of an enum. The members must be the model's labels, name
    /// for name: exactly, else whatever the case; that is checked at the first call. For labels that are no names of C#
    /// (<c>not-offensive</c>, <c>5 stars</c>) see <see cref="WithLabels{TLabel}"/>.
    /// </summary>
    /// <typeparam name="TLabel">The enum.</typeparam>
    /// <param name="text">The text.</param>
    /// <param name="textPair">The second of a pair; null: none.</param>
    /// <param name="options">What is asked for; null: the defaults.</param>
    /// <exception cref="ModelException">
    /// The enum does not fit the model's labels; the message lists what differs on either side.
    /// </exception>
    public Prediction<TLabel> Classify<TLabel>(string text, string? textPair = null, ClassificationOptions? options = null)
        where TLabel : struct, Enum => WithLabels<TLabel>().Classify(text, textPair, options);

    /// <summary>This classifier with labels that are members of an enum.</summary>
    /// <typeparam name="TLabel">The enum.</typeparam>
    /// <param name="labels">
    /// The member that each label of the model is; several labels may be one member. Null (the default): the members have the labels'
    /// names.
    /// </param>
    /// <exception cref="ModelException">
    /// The enum, or <paramref name="labels"/>, does not fit the model's labels; the message lists what differs on either side. Or the model
    /// gives numbers.
    /// </exception>
    public TextClassifier<TLabel> WithLabels<TLabel>(IReadOnlyDictionary<string, TLabel>? labels = null)
        where TLabel : struct, Enum => labels is null
            ? (TextClassifier<TLabel>)_typed.GetOrAdd(
                typeof(TLabel), _ => new TextClassifier<TLabel>(this, EnumLabels.ByName<TLabel>(Model)))
            : new TextClassifier<TLabel>(this, EnumLabels.ByMapping(Model, labels));
}
