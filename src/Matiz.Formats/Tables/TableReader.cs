namespace Matiz.Formats.Tables;

/// <summary>A table in a file: its columns are known when it is opened, its rows come in batches.</summary>
internal abstract class TableReader : IDisposable
{
    /// <summary>The columns.</summary>
    public abstract TableSchema Schema { get; }

    /// <summary>How many rows there are; null where only reading tells.</summary>
    public abstract long? RowCount { get; }

    /// <summary>The rows from the first on, in batches that each may be let go before the next.</summary>
    /// <param name="columns">
    /// Which columns are wanted, by their places in the schema; the batches have them in this order, and no others are decoded.
    /// </param>
    /// <exception cref="TableException">The file is broken, or a wanted column is of a type that cannot be read.</exception>
    public abstract IEnumerable<TableBatch> Read(IReadOnlyList<int> columns);

    /// <summary>The number by which people know a row that was read, from 1. Default: its place.</summary>
    /// <param name="place">Its place among the rows, from 0.</param>
    public virtual int NumberOf(int place) => place + 1;

    /// <summary>All columns.</summary>
    public IEnumerable<TableBatch> Read() => Read([.. Enumerable.Range(0, Schema.Columns.Count)]);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}

/// <summary>Writes a table whose columns were told when it was made.</summary>
internal abstract class TableWriter : IDisposable
{
    /// <summary>Adds rows.</summary>
    public abstract void Write(TableBatch batch);

    /// <summary>Writes what stands behind the last row. Without it the file is not whole. The stream stays open.</summary>
    public abstract void Complete();

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
