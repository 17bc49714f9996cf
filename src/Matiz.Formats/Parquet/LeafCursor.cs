using System.Buffers.Binary;
using System.Numerics;

namespace Matiz.Formats.Parquet;

/// <summary>
/// Walks through a leaf of a row group: levels and values, a slice at a time. A slice is decoded when it is needed, so that memory holds
/// one page and no more values than a slice has.
/// </summary>
internal sealed class LeafCursor
{
    /// <summary>How many levels a slice has at most.</summary>
    public const int SliceLength = 8192;

    private readonly PageReader _pages;
    private readonly ParquetNode _leaf;
    private readonly long _total;
    private readonly int[] _definitions = new int[SliceLength], _repetitions;
    private LeafDictionary? _dictionary;
    private HybridReader? _definitionLevels, _repetitionLevels;
    private ValueDecoder? _decoder;
    private long _seen;
    private int _leftInPage;

    public LeafCursor(Stream file, ParquetChunk chunk, ParquetNode leaf)
    {
        if (chunk.Type != leaf.Element!.Type) throw new InvalidDataException("a column has another type than the schema tells");
        (_pages, _leaf, _total) = (new PageReader(file, chunk), leaf, chunk.ValueCount);
        _repetitions = leaf.Repetition > 0 ? new int[SliceLength] : [];
        Values = LeafValues.For(chunk.Type, SliceLength);
    }

    /// <summary>The values of the slice that are there.</summary>
    public LeafValues Values { get; }

    /// <summary>How many levels the slice has.</summary>
    public int Length { get; private set; }

    /// <summary>The level that is next.</summary>
    public int At { get; private set; }

    /// <summary>The value that is next.</summary>
    public int ValueAt { get; private set; }

    /// <summary>What is left of the slice.</summary>
    public int Left => Length - At;

    /// <summary>Whether nothing is missing in the slice.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Whether a level of the slice has a value.</summary>
    public bool IsPresent(int level) => _definitions[level] == _leaf.Definition;

    public ReadOnlySpan<int> Definitions => _definitions.AsSpan(0, Length);

    public ReadOnlySpan<int> Repetitions => _repetitions.AsSpan(0, _repetitions.Length == 0 ? 0 : Length);

    /// <summary>Takes levels and the values among them away.</summary>
    public void Advance(int levels, int values) => (At, ValueAt) = (At + levels, ValueAt + values);

    /// <summary>Makes sure that something is left of the slice; false at the end of the row group.</summary>
    public bool Fill()
    {
        if (Left > 0) return true;
        while (_leftInPage == 0)
        {
            if (_seen == _total) return false;
            if (!_pages.HasMore) throw new InvalidDataException("a column ends before its values");
            NextPage();
        }

        Length = Math.Min(SliceLength, _leftInPage);
        (At, ValueAt) = (0, 0);
        _leftInPage -= Length;
        if (_repetitionLevels is not null) ReadLevels(_repetitionLevels, _repetitions, _leaf.Repetition);
        int present = Length;
        if (_definitionLevels is not null)
        {
            ReadLevels(_definitionLevels, _definitions, _leaf.Definition);
            present = Definitions.Count(_leaf.Definition);
        }
        else
        {
            _definitions.AsSpan(0, Length).Fill(_leaf.Definition);
        }

        IsWhole = present == Length;
        _decoder!.Read(present, Values);
        return true;
    }

    private void ReadLevels(HybridReader reader, int[] levels, int most)
    {
        reader.Read(levels.AsSpan(0, Length));
        if (levels.AsSpan(0, Length).IndexOfAnyExceptInRange(0, most) >= 0)
            throw new InvalidDataException("a level is higher than its column allows");
    }

    private void NextPage()
    {
        byte[] page = _pages.Read(out var head);
        switch (head.Kind)
        {
            case 0: OpenVersion1(page, head); break;
            case 3: OpenVersion2(page, head); break;
            case 2:
                if (head.Encoding is not (0 or 2)) throw new NotSupportedException($"a dictionary in the encoding {head.Encoding}");
                _dictionary = new LeafDictionary(
                    _leaf.Element!, _pages.Unpack(page, 0, head.UnpackedSize, isPacked: true), head.ValueCount);
                break;
            case 1: break;                                       // an index is not needed
            default: throw new InvalidDataException("a page is of a kind that does not exist");
        }
    }

    private void OpenVersion1(byte[] packed, PageHead head)
    {
        Count(head);
        byte[] page = _pages.Unpack(packed, 0, head.UnpackedSize, isPacked: true);
        int position = 0;
        _repetitionLevels = LevelsBehindLength(page, ref position, _leaf.Repetition, head.RepetitionEncoding);
        _definitionLevels = LevelsBehindLength(page, ref position, _leaf.Definition, head.DefinitionEncoding);
        _decoder = ValueDecoder.For(head.Encoding, _leaf.Element!, page, position, _dictionary, head.ValueCount);
    }

    private void OpenVersion2(byte[] packed, PageHead head)
    {
        Count(head);
        int repetition = head.RepetitionLength, definition = head.DefinitionLength;
        bool fits = repetition >= 0 && definition >= 0 && repetition <= packed.Length && definition <= packed.Length - repetition
            && repetition + definition <= head.UnpackedSize;
        if (!fits) throw new InvalidDataException("levels are longer than their page");
        _repetitionLevels = _leaf.Repetition == 0 ? null : new HybridReader(packed, 0, repetition, WidthOf(_leaf.Repetition));
        _definitionLevels = _leaf.Definition == 0
            ? null
            : new HybridReader(packed, repetition, repetition + definition, WidthOf(_leaf.Definition));
        int levels = repetition + definition;
        byte[] page = levels == 0
            ? _pages.Unpack(packed, 0, head.UnpackedSize, head.IsPacked)
            : _pages.Unpack(packed, levels, head.UnpackedSize - levels, head.IsPacked);
        _decoder = ValueDecoder.For(head.Encoding, _leaf.Element!, page, 0, _dictionary, head.ValueCount);
    }

    private void Count(PageHead head)
    {
        if (head.ValueCount < 0 || head.ValueCount > _total - _seen)
            throw new InvalidDataException("pages have more values than their column");
        _seen += head.ValueCount;
        _leftInPage = head.ValueCount;
    }

    private static HybridReader? LevelsBehindLength(byte[] page, ref int position, int most, int encoding)
    {
        if (most == 0) return null;
        if (encoding != 3) throw new NotSupportedException("levels in the old encoding BIT_PACKED");
        if (page.Length - position < 4) throw new InvalidDataException("a page ends before its levels");
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(page.AsSpan(position));
        position += 4;
        if (length > (uint)(page.Length - position)) throw new InvalidDataException("a page ends before its levels");
        var reader = new HybridReader(page, position, position + (int)length, WidthOf(most));
        position += (int)length;
        return reader;
    }

    private static int WidthOf(int most) => BitOperations.Log2((uint)most) + 1;
}
