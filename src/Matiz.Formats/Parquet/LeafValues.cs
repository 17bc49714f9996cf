namespace Matiz.Formats.Parquet;

/// <summary>A few values of a leaf: numbers, or places in bytes. Which array counts depends on the physical type.</summary>
internal sealed class LeafValues
{
    public long[] Integers { get; private set; } = [];

    public double[] Floats { get; private set; } = [];

    public bool[] Booleans { get; private set; } = [];

    /// <summary>Where texts begin in <see cref="Bytes"/>.</summary>
    public int[] Starts { get; private set; } = [];

    public int[] Lengths { get; private set; } = [];

    /// <summary>What the texts lie in: the page, its dictionary, or bytes of their own.</summary>
    public byte[] Bytes { get; set; } = [];

    public static LeafValues For(int physicalType, int capacity) => physicalType switch
    {
        ParquetTypes.Boolean => new LeafValues { Booleans = new bool[capacity] },
        ParquetTypes.Float or ParquetTypes.Double => new LeafValues { Floats = new double[capacity] },
        ParquetTypes.Int32 or ParquetTypes.Int64 => new LeafValues { Integers = new long[capacity] },
        _ => new LeafValues { Starts = new int[capacity], Lengths = new int[capacity] },
    };
}
