using System.Globalization;
using System.Numerics;

namespace Matiz.Formats.Pickle;

/// <summary>
/// Reads pickles of tensors, and nothing else: opcodes and names are on a list (<see cref="PickleGlobals"/>), nothing is ever called, and
/// whatever is not on the list refuses the whole file. Several pickles may follow each other.
/// </summary>
internal sealed partial class Unpickler
{
    // Some twenty values a tensor; values of any kind cost up to a hundred bytes.
    private const int MostValues = 500_000;
    private const int HighestProtocol = 5;

    private readonly PickleReader _reader;
    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private readonly Dictionary<long, object?> _memo = [];
    private int _values;

    private Unpickler(PickleReader reader) => _reader = reader;

    /// <summary>
    /// The value of the pickle that begins at the reader's place: null, bool, long, <see cref="BigInteger"/>, double, string, object[]
    /// (a tuple), List (a list), <see cref="PickleDictionary"/>, <see cref="PickleStorage"/>, <see cref="PickleTensor"/>,
    /// <see cref="PickleGlobal"/>, <see cref="PickleOther"/>.
    /// </summary>
    /// <exception cref="PickleException">It breaks the format, or names what is not on the list.</exception>
    public static object? Load(PickleReader reader) => new Unpickler(reader).Run();

    private object? Run()
    {
        while (true)
        {
            long at = _reader.Position;
            byte opcode = _reader.ReadByte();
            if (opcode == (byte)'.') return Pop();
            if (!TryConstant(opcode) && !TryContainer(opcode) && !TryMemo(opcode)) Call(opcode, at);
        }
    }

    private bool TryConstant(byte opcode)
    {
        switch (opcode)
        {
            case 0x80:
                if (_reader.ReadByte() is > HighestProtocol and var protocol) throw _reader.Damaged($"the pickle has protocol {protocol}");
                return true;
            case 0x95:
                if (_reader.ReadInt64() < 0) throw _reader.Damaged("a frame has a negative length");
                return true;
            case (byte)'N': return Push(null);
            case 0x88: return Push(true);
            case 0x89: return Push(false);
            case (byte)'K': return Push((long)_reader.ReadByte());
            case (byte)'M': return Push((long)_reader.ReadUInt16());
            case (byte)'J': return Push((long)_reader.ReadInt32());
            case 0x8A: return Push(Number(_reader.Take(_reader.ReadByte())));
            case (byte)'G': return Push(_reader.ReadDouble());
            case (byte)'X': return Push(_reader.ReadText(_reader.ReadUInt32()));
            case 0x8C or (byte)'U': return Push(_reader.ReadText(_reader.ReadByte()));
            case 0x8D: return Push(_reader.ReadText(_reader.ReadInt64()));
            case (byte)'T': return Push(_reader.ReadText(_reader.ReadInt32()));
            case (byte)'B':
                _reader.Take(_reader.ReadUInt32());
                return Push(PickleOther.Instance);
            case (byte)'C':
                _reader.Take(_reader.ReadByte());
                return Push(PickleOther.Instance);
            default: return false;
        }
    }

    private bool TryContainer(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'(':
                _marks.Add(_stack.Count);
                return Count();
            case (byte)')': return Push(Array.Empty<object?>());
            case 0x85 or 0x86 or 0x87: return Push(Take(opcode - 0x84));
            case (byte)'t': return Push(TakeToMark());
            case (byte)']' or 0x8F: return Push(new List<object?>());
            case (byte)'}': return Push(new PickleDictionary());
            case (byte)'a':
                Append([Pop()]);
                return true;
            case (byte)'e' or 0x90:
                Append(TakeToMark());
                return true;
            case (byte)'s':
                SetItems(Take(2));
                return true;
            case (byte)'u':
                SetItems(TakeToMark());
                return true;
            default: return false;
        }
    }

    private bool TryMemo(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'q': return Remember(_reader.ReadByte());
            case (byte)'r': return Remember(_reader.ReadUInt32());
            case 0x94: return Remember(_memo.Count);
            case (byte)'h': return Recall(_reader.ReadByte());
            case (byte)'j': return Recall(_reader.ReadUInt32());
            default: return false;
        }
    }

    // Little-endian two's complement.
    private static object Number(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return 0L;
        var number = new BigInteger(bytes);
        return number >= long.MinValue && number <= long.MaxValue ? (object)(long)number : number;
    }

    private bool Push(object? value)
    {
        _stack.Add(value);
        return Count();
    }

    private bool Count() => ++_values <= MostValues
        ? true
        : throw _reader.Damaged(string.Create(CultureInfo.InvariantCulture, $"the pickle has more than {MostValues} values"));

    private object? Pop()
    {
        int floor = _marks.Count > 0 ? _marks[^1] : 0;
        if (_stack.Count <= floor) throw _reader.Damaged($"the pickle takes a value before byte {_reader.Position} where none is");
        object? value = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private object? Top()
    {
        object? value = Pop();
        _stack.Add(value);
        return value;
    }

    private object?[] Take(int count)
    {
        var values = new object?[count];
        for (int i = count - 1; i >= 0; i--) values[i] = Pop();
        return values;
    }

    private object?[] TakeToMark()
    {
        if (_marks.Count == 0) throw _reader.Damaged($"the pickle goes back before byte {_reader.Position} to a mark that is not there");
        int mark = _marks[^1];
        _marks.RemoveAt(_marks.Count - 1);
        object?[] values = [.. _stack[mark..]];
        _stack.RemoveRange(mark, _stack.Count - mark);
        return values;
    }

    private void Append(object?[] values)
    {
        if (Top() is not List<object?> list) throw _reader.Damaged($"the pickle appends before byte {_reader.Position} to what is no list");
        list.AddRange(values);
    }

    private void SetItems(object?[] values)
    {
        if (Top() is not PickleDictionary dictionary || values.Length % 2 != 0)
            throw _reader.Damaged($"the pickle sets items before byte {_reader.Position} of what is no dictionary");
        for (int i = 0; i < values.Length; i += 2) dictionary.Pairs.Add(new(values[i], values[i + 1]));
    }

    private bool Remember(long place)
    {
        if (!_memo.ContainsKey(place)) Count();
        _memo[place] = Top();
        return true;
    }

    private bool Recall(long place)
    {
        if (!_memo.TryGetValue(place, out object? value)) throw _reader.Damaged($"the pickle recalls value {place}, which it never made");
        return Push(value);
    }
}
