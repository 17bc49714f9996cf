using System.Globalization;
using Matiz.Data.Labels;

namespace Matiz.Data;

public sealed partial class Dataset
{
    /// <summary>Rows without labels.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="name">The split.</param>
    public static Dataset FromTexts(IEnumerable<string> texts, string name = "predict")
    {
        ArgumentNullException.ThrowIfNull(texts);
        return Build(texts, text => text, _ => default, null, null, decision: null, LabelReaders.Index, null, name);
    }

    /// <summary>Rows from objects, one class a row, by name. Rows are numbered from 1 in place of lines.</summary>
    /// <param name="items">The objects.</param>
    /// <param name="text">The text of one.</param>
    /// <param name="label">The name of its class.</param>
    /// <param name="pair">Its second text, if any.</param>
    /// <param name="id">Its own id, if any.</param>
    /// <param name="labels">
    /// The classes (of the training set, or of a model); by default those of the items, sorted as by
    /// <see cref="ClassLabel.FromLabels"/>.
    /// </param>
    /// <param name="name">The split.</param>
    /// <exception cref="DataException">A label is empty, or none of <paramref name="labels"/>.</exception>
    public static Dataset From<T>(
        IEnumerable<T> items, Func<T, string> text, Func<T, string> label, Func<T, string?>? pair = null,
        Func<T, string?>? id = null, ClassLabel? labels = null, string name = "train")
    {
        ArgumentNullException.ThrowIfNull(label);
        return FromClasses(items, text, item => RawLabel.FromText(label(item) ?? ""), pair, id, labels, name, LabelReaders.Index);
    }

    /// <summary>
    /// Rows from objects, one class a row, by whole number: the index where <paramref name="labels"/> is given, else the numbers are
    /// sorted and named by their digits.
    /// </summary>
    /// <inheritdoc
    /// cref="From{T}(IEnumerable{T}, Func{T, string}, Func{T, string}, Func{T, string}?, Func{T, string}?, ClassLabel?, string)"/>
    public static Dataset From<T>(
        IEnumerable<T> items, Func<T, string> text, Func<T, int> label, Func<T, string?>? pair = null,
        Func<T, string?>? id = null, ClassLabel? labels = null, string name = "train")
    {
        ArgumentNullException.ThrowIfNull(label);
        string digits(T item) => label(item).ToString(CultureInfo.InvariantCulture);
        return FromClasses(items, text, item => RawLabel.FromText(digits(item)), pair, id, labels, name, LabelReaders.Index);
    }

    /// <summary>Rows from objects, any number of classes a row, by name.</summary>
    /// <inheritdoc
    /// cref="From{T}(IEnumerable{T}, Func{T, string}, Func{T, string}, Func{T, string}?, Func{T, string}?, ClassLabel?, string)"/>
    public static Dataset From<T>(
        IEnumerable<T> items, Func<T, string> text, Func<T, IEnumerable<string>> label, Func<T, string?>? pair = null,
        Func<T, string?>? id = null, ClassLabel? labels = null, string name = "train")
    {
        ArgumentNullException.ThrowIfNull(label);
        return FromClasses(items, text, item => RawLabel.FromItems([.. label(item)]), pair, id, labels, name, LabelReaders.Indices);
    }

    /// <summary>Rows from objects, a number a row (regression).</summary>
    /// <param name="items">The objects.</param>
    /// <param name="text">The text of one.</param>
    /// <param name="label">Its number.</param>
    /// <param name="pair">Its second text, if any.</param>
    /// <param name="id">Its own id, if any.</param>
    /// <param name="name">The split.</param>
    /// <exception cref="DataException">A number is not finite.</exception>
    public static Dataset From<T>(
        IEnumerable<T> items, Func<T, string> text, Func<T, float> label, Func<T, string?>? pair = null,
        Func<T, string?>? id = null, string name = "train")
    {
        ArgumentNullException.ThrowIfNull(label);
        var decision = LabelDecision.Made(new ValueReader(toTrain: false), new NoClasses(separator: ","));
        string digits(T item) => label(item).ToString("R", CultureInfo.InvariantCulture);
        return Build(items, text, item => RawLabel.FromText(digits(item)), pair, id, decision, LabelReaders.Value, null, name);
    }

    private static Dataset FromClasses<T>(
        IEnumerable<T> items, Func<T, string> text, Func<T, RawLabel> label, Func<T, string?>? pair, Func<T, string?>? id,
        ClassLabel? labels, string name, LabelReader reader)
    {
        var options = new DataOptions();
        if (labels is not null)
        {
            var decision = LabelDecision.Between(reader, labels, LabelOrigin.Model, options);
            return Build(items, text, label, pair, id, decision, reader, labels, name);
        }

        var growing = new GrowingClasses(reader.Kind, options.LabelSeparator);
        var provisional = Build(items, text, label, pair, id, LabelDecision.Made(reader, growing), reader, null, name);
        if (growing.Count == 0) return provisional;
        var (found, final) = growing.Complete();
        DatasetLoader.RequireCountable(found.Count, reader.Kind, name);
        return new Dataset(name, DatasetLoader.Renumber(provisional._rows, final), found, reader);
    }

    private static Dataset Build<T>(
        IEnumerable<T> items, Func<T, string> text, Func<T, RawLabel> label, Func<T, string?>? pair, Func<T, string?>? id,
        LabelDecision? decision, LabelReader reader, ClassLabel? labels, string name)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(text);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var rows = new List<(RawRow Raw, RowSource Place)>();
        var read = new List<Label?>();
        foreach (var item in items)
        {
            var place = new RowSource(name, "", rows.Count + 1);
            var raw = new RawRow(
                text(item) ?? "", pair?.Invoke(item), id?.Invoke(item), decision is null ? default : label(item), place.Line);
            var understood = Label.None;
            bool isRead = decision is null || decision.TryRead(raw.Label, place, out understood);
            read.Add(isRead ? understood : null);
            rows.Add((raw, place));
        }

        Row RowAt(int index) => rows[index].Raw.ToRow(
            read[index] ?? decision!.ReadFirst(rows[index].Raw.Label, rows[index].Place), rows[index].Place);
        return new Dataset(name, [.. Enumerable.Range(0, rows.Count).Select(RowAt)], labels, reader);
    }
}
