namespace Matiz.Data.Utf8;

/// <summary>Counts line ends: LF, CR LF and a lone CR end a line, in every format.</summary>
internal struct LineEnds
{
    private bool _afterCr;

    /// <summary>How many were passed.</summary>
    public int Count { get; private set; }

    public void Pass(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return;
        if (!_afterCr && !bytes.Contains((byte)'\r'))
        {
            Count += bytes.Count((byte)'\n');
            return;
        }

        foreach (byte value in bytes) Pass(value);
    }

    public void Pass(byte value)
    {
        if (value == '\r' || (value == '\n' && !_afterCr)) Count++;
        _afterCr = value == '\r';
    }
}
