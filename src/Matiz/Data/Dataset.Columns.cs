namespace Matiz.Data;

// Columns besides those of a row: what a model makes of each text, to be kept with it and taken out as a whole.
public sealed partial class Dataset
{
    private const string TextColumn = "text", PairColumn = "text_pair", IdColumn = "id", LabelColumn = "label";
    private const int DefaultBatch = 1000;

    private static readonly string[] Own = [TextColumn, PairColumn, IdColumn, LabelColumn];

    /// <summary>
    /// The columns: <c>text</c>, <c>text_pair</c>, <c>id</c>, <c>label</c>, which every row has, and those that were added.
    /// </summary>
    public IReadOnlyList<string> ColumnNames => [.. Own, .. Added];

    private IReadOnlyList<string> Added => _rows.Length == 0 ? [] : (_rows[0].Added ?? AddedValues.None).Names;

    /// <summary>
    /// A column as a whole, in the order of the rows (reference: <c>dataset["label"]</c> after <c>set_format</c>). Labels are indices
    /// (<see cref="int"/>), names (<see cref="string"/>), numbers (<see cref="float"/>) or <see cref="Matiz.Data.Label"/>; texts and ids
    /// are strings; an added column is what it was added as.
    /// </summary>
    /// <typeparam name="T">What a value is.</typeparam>
    /// <param name="name">One of <see cref="ColumnNames"/>.</param>
    /// <exception cref="KeyNotFoundException">There is no such column; the message lists them.</exception>
    /// <exception cref="InvalidOperationException">Its values are something else.</exception>
    public IReadOnlyList<T> Column<T>(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (Own.Contains(name, StringComparer.Ordinal)) return Array.ConvertAll(_rows, row => Cast<T>(OwnValue<T>(row, name), name));
        int at = _rows.Length == 0 ? -1 : (_rows[0].Added ?? AddedValues.None).Find(name);
        if (at < 0)
        {
            throw new KeyNotFoundException(
                $"'{Name}' has no column '{name}'. There are: {string.Join(", ", ColumnNames)}. "
                + "Add it with Dataset.WithColumn or Dataset.Map.");
        }

        return Array.ConvertAll(_rows, row => Cast<T>(row.Added!.Values[at], name));
    }

    /// <summary>The rows with a value more each; a column of that name that was added before is replaced.</summary>
    /// <typeparam name="T">What a value is.</typeparam>
    /// <param name="name">Its name; none of the row's own.</param>
    /// <param name="values">A value a row, in the order of the rows.</param>
    /// <exception cref="ArgumentException">The name is one of the row's own, or there are more or fewer values than rows.</exception>
    public Dataset WithColumn<T>(string name, IReadOnlyList<T> values)
    {
        RequireNew(name, nameof(name));
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count != _rows.Length)
        {
            throw new ArgumentException(
                $"there are {values.Count} values of '{name}' for the {RowCount(_rows.Length)} of '{Name}'. One for each was expected.",
                nameof(values));
        }

        var names = Added.ToList();
        int at = names.IndexOf(name);
        if (at < 0)
        {
            at = names.Count;
            names.Add(name);
        }

        var rows = new Row[_rows.Length];
        for (int i = 0; i < rows.Length; i++)
            rows[i] = _rows[i] with { Added = (_rows[i].Added ?? AddedValues.None).With(names, at, values[i]) };
        return With(rows);
    }

    /// <summary>
    /// The rows with a column that is computed of some rows at a time (reference: <c>dataset.map(function, batched=True)</c>), such as what
    /// a frozen encoder makes of their texts.
    /// </summary>
    /// <example>
    /// <code>
    /// var hidden = train.Map&lt;float[]&gt;("hidden_state", rows => [.. extractor.Extract(rows.Select(TextInput.FromRow))]);
    /// FeatureMatrix x = FeatureMatrix.FromColumn(hidden, "hidden_state");     // [rows, hidden]
    /// IReadOnlyList&lt;int&gt; y = hidden.Column&lt;int&gt;("label");
    /// </code>
    /// </example>
    /// <typeparam name="T">What a value is.</typeparam>
    /// <param name="column">The name of the new column.</param>
    /// <param name="compute">Gives a value for each of the rows that it is given.</param>
    /// <param name="batchSize">Rows at a time; null: all at once. Default 1000, as in the reference.</param>
    /// <exception cref="ArgumentException">The name is one of the row's own, or there are more or fewer values than rows.</exception>
    public Dataset Map<T>(string column, Func<IReadOnlyList<Row>, IReadOnlyList<T>> compute, int? batchSize = DefaultBatch)
    {
        RequireNew(column, nameof(column));
        ArgumentNullException.ThrowIfNull(compute);
        var values = new List<T>(_rows.Length);
        foreach (var batch in Batches(batchSize))
        {
            var computed = compute(batch);
            if (computed?.Count != batch.Count)
            {
                throw new ArgumentException(
                    $"there are {computed?.Count ?? 0} values of '{column}' for {RowCount(batch.Count)}. One for each was expected.",
                    nameof(compute));
            }

            values.AddRange(computed);
        }

        return WithColumn(column, values);
    }

    /// <summary>
    /// The rows changed some at a time; there may be more or fewer than before (reference: <c>dataset.map(function, batched=True)</c>).
    /// </summary>
    /// <param name="change">Gives the rows in the place of those that it is given.</param>
    /// <param name="batchSize">Rows at a time; null: all at once. Default 1000, as in the reference.</param>
    /// <exception cref="ArgumentException">
    /// A new label is no class of <see cref="Labels"/>, or rows have different added columns.
    /// </exception>
    public Dataset Map(Func<IReadOnlyList<Row>, IEnumerable<Row>> change, int? batchSize = DefaultBatch)
    {
        ArgumentNullException.ThrowIfNull(change);
        Row[] rows = [.. Batches(batchSize).SelectMany(change).Select(Checked)];
        foreach (var row in rows)
        {
            var (first, names) = ((rows[0].Added ?? AddedValues.None).Names, (row.Added ?? AddedValues.None).Names);
            if (ReferenceEquals(first, names) || first.SequenceEqual(names, StringComparer.Ordinal)) continue;
            throw new ArgumentException(
                $"{row.Source}: the row has the added columns '{string.Join(", ", names)}', those before '{string.Join(", ", first)}'. "
                + "The same in all rows were expected.",
                nameof(change));
        }

        return With(rows);
    }

    /// <summary>
    /// The rows with only those of the added columns that are named (reference: <c>select_columns</c>); what a row is, its text, pair, id
    /// and label, stays.
    /// </summary>
    /// <param name="names">Some of <see cref="ColumnNames"/>.</param>
    /// <exception cref="KeyNotFoundException">There is no such column; the message lists them.</exception>
    public Dataset SelectColumns(params IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        string[] wanted = [.. names.Except(Own, StringComparer.Ordinal)];
        var places = wanted.Select(PlaceOf).ToArray();
        return With(Array.ConvertAll(_rows, row => row with
        {
            Added = wanted.Length == 0 ? null : new AddedValues(wanted, Array.ConvertAll(places, place => row.Added!.Values[place])),
        }));
    }

    /// <summary>The rows with another name of an added column (reference: <c>rename_column</c>).</summary>
    /// <param name="name">Its name.</param>
    /// <param name="newName">Its new name.</param>
    /// <exception cref="KeyNotFoundException">There is no such added column; the message lists all.</exception>
    /// <exception cref="ArgumentException">The new name is taken.</exception>
    public Dataset RenameColumn(string name, string newName)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        RequireNew(newName, nameof(newName));
        int at = PlaceOf(name);
        if (!string.Equals(name, newName, StringComparison.Ordinal) && Added.Contains(newName, StringComparer.Ordinal))
            throw new ArgumentException($"'{Name}' has a column '{newName}'. A name of its own was expected.", nameof(newName));
        string[] names = [.. Added];
        names[at] = newName;
        return With(Array.ConvertAll(_rows, row => row with { Added = row.Added! with { Names = names } }));
    }

    private static T Cast<T>(object? value, string name)
    {
        if (value is T typed) return typed;
        if (value is null && default(T) is null) return default!;
        throw new InvalidOperationException(
            $"the values of '{name}' are {value?.GetType().Name ?? "nothing"}, not {typeof(T).Name}. Ask for what they are.");
    }

    private object? OwnValue<T>(Row row, string name) => name switch
    {
        TextColumn => row.Text,
        PairColumn => row.TextPair,
        IdColumn => row.Id,
        _ when typeof(T) == typeof(int) => row.Label.Index,
        _ when typeof(T) == typeof(float) => row.Label.Value,
        _ when typeof(T) == typeof(string) => Labels?.NameOf(row.Label.Index),
        _ => row.Label,
    };

    private IEnumerable<IReadOnlyList<Row>> Batches(int? batchSize)
    {
        int size = batchSize ?? Math.Max(1, _rows.Length);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size, nameof(batchSize));
        return Cut(size);
    }

    private IEnumerable<IReadOnlyList<Row>> Cut(int size)
    {
        for (int start = 0; start < _rows.Length; start += size)
            yield return new ArraySegment<Row>(_rows, start, Math.Min(size, _rows.Length - start));
    }

    private int PlaceOf(string name) => Added.ToList().IndexOf(name) is >= 0 and var place
        ? place
        : throw new KeyNotFoundException(
            $"'{Name}' has no added column '{name}'. The columns are {string.Join(", ", ColumnNames)}; the first four stay what they are.");

    private static void RequireNew(string name, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, parameter);
        if (!Own.Contains(name, StringComparer.Ordinal)) return;
        throw new ArgumentException(
            $"'{name}' is a column of every row. A name of its own was expected; change rows with Dataset.Map(row => row with …).",
            parameter);
    }
}
