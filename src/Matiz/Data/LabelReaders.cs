using Matiz.Data.Labels;

namespace Matiz.Data;

/// <summary>The readers of labels by the name of their task.</summary>
public static class LabelReaders
{
    /// <summary>One class a row.</summary>
    public static LabelReader Index { get; } = new IndexReader();

    /// <summary>Any number of classes a row, none included.</summary>
    public static LabelReader Indices { get; } = new IndicesReader();

    /// <summary>A number a row.</summary>
    public static LabelReader Value { get; } = new ValueReader();

    // The list: a kind of label that Matiz reads is one line here.
    private static LabelReader[] _all = [Index, Indices, Value];

    /// <summary>Every reader, the built-in ones first.</summary>
    public static IReadOnlyList<LabelReader> All => _all;

    /// <summary>Whether a reader was registered for the labels of a task.</summary>
    public static bool Knows(ProblemType problemType) => Array.Exists(_all, reader => reader.ProblemType == problemType);

    /// <summary>The reader of a task's labels.</summary>
    /// <exception cref="DataException">No reader was registered for this name.</exception>
    public static LabelReader For(ProblemType problemType) =>
        Array.Find(_all, reader => reader.ProblemType == problemType)
        ?? throw new DataException(
            $"nothing reads the labels of '{problemType}'. A reader of labels was expected. "
            + "Register one (LabelReaders.Register), or give one (DataOptions.LabelReader).");

    /// <summary>Adds a reader, so that <see cref="DataOptions.ProblemType"/> finds it by the name of its task.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public static void Register(LabelReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        Registration.Add(ref _all, reader, before =>
        {
            if (Array.TrueForAll(before, other => other.ProblemType != reader.ProblemType)) return;
            throw new ArgumentException(
                $"there is a reader for the labels of '{reader.ProblemType}' already. A name of its own was expected. "
                + "Give a reader (DataOptions.LabelReader) to read them in another way.",
                nameof(reader));
        });
    }
}
