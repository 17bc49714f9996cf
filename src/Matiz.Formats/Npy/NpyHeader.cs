using System.Globalization;
using System.Text;

namespace Matiz.Formats.Npy;

/// <summary>
/// The text of an .npy header: a Python dictionary of exactly <c>descr</c>, <c>fortran_order</c> and <c>shape</c>, in any order. Only
/// the literals that numpy writes are understood; nothing is ever evaluated.
/// </summary>
internal ref struct NpyHeader
{
    private const int MostAxes = 64;                    // numpy's own limit

    private readonly string _path;
    private readonly ReadOnlySpan<byte> _text;
    private int _at;

    private NpyHeader(string path, ReadOnlySpan<byte> text)
    {
        _path = path;
        _text = text;
    }

    internal static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    // The type codes of numbers, little-endian.
    private static readonly Dictionary<string, ArrayDType> Types = new(StringComparer.Ordinal)
    {
        ["|b1"] = ArrayDType.Bool,
        ["|u1"] = ArrayDType.UInt8,
        ["|i1"] = ArrayDType.Int8,
        ["<i2"] = ArrayDType.Int16,
        ["<u2"] = ArrayDType.UInt16,
        ["<f2"] = ArrayDType.Float16,
        ["<i4"] = ArrayDType.Int32,
        ["<u4"] = ArrayDType.UInt32,
        ["<f4"] = ArrayDType.Float32,
        ["<i8"] = ArrayDType.Int64,
        ["<u8"] = ArrayDType.UInt64,
        ["<f8"] = ArrayDType.Float64,
    };

    internal static (ArrayDType DType, long[] Shape) Parse(string path, ReadOnlySpan<byte> text) =>
        new NpyHeader(path, text).ReadDictionary();

    /// <summary>The text that numpy writes for an array of singles.</summary>
    internal static string Describe(ReadOnlySpan<long> shape)
    {
        var axes = new StringBuilder();
        foreach (long length in shape) axes.Append(CultureInfo.InvariantCulture, $"{length}, ");
        string tuple = shape.Length == 1 ? axes.ToString().TrimEnd() : axes.ToString().TrimEnd(',', ' ');
        return $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({tuple}), }}";
    }

    private (ArrayDType DType, long[] Shape) ReadDictionary()
    {
        string? type = null;
        bool? fortran = null;
        long[]? shape = null;
        Take('{');
        while (!TryTake('}'))
        {
            string key = ReadText();
            Take(':');
            bool isNew = key switch
            {
                "descr" => type is null,
                "fortran_order" => fortran is null,
                "shape" => shape is null,
                _ => throw Broken($"has the key '{key}'"),
            };
            if (!isNew) throw Broken($"has the key '{key}' twice");
            if (key is "descr") type = ReadText();
            else if (key is "fortran_order") fortran = ReadBoolean();
            else shape = ReadTuple();
            if (TryTake(',')) continue;
            Take('}');
            break;
        }

        SkipBlanks();
        if (_at < _text.Length) throw Broken("goes on behind its dictionary");
        if (type is null || fortran is null || shape is null) throw Broken("lacks a key");
        return Checked(type, fortran.Value, shape);
    }

    private readonly (ArrayDType DType, long[] Shape) Checked(string type, bool fortran, long[] shape)
    {
        if (!Types.TryGetValue(type, out var known))
        {
            throw new NpyException(
                _path, $"the elements are '{type}', expected little-endian numbers ({string.Join(", ", Types.Keys)}). "
                + "Save the array as float32: array.astype('<f4').");
        }

        if (fortran && shape.Length > 1)
            throw new NpyException(
                _path, "the array lies column by column (fortran_order), expected row by row. Save numpy.ascontiguousarray(array).");
        return (known, shape);
    }

    private string ReadText()
    {
        SkipBlanks();
        if (_at >= _text.Length || _text[_at] is not ((byte)'\'' or (byte)'"')) throw Broken("has no quoted text where one must stand");
        byte quote = _text[_at++];
        int length = _text[_at..].IndexOf(quote);
        if (length is < 0 or > 100) throw Broken("has a quoted text that does not end");
        var text = _text.Slice(_at, length);
        if (text.ContainsAnyExceptInRange((byte)0x20, (byte)0x7E)) throw Broken("has a quoted text that is not ASCII");
        _at += length + 1;
        return Encoding.ASCII.GetString(text);
    }

    private bool ReadBoolean()
    {
        SkipBlanks();
        foreach (bool value in (ReadOnlySpan<bool>)[true, false])
        {
            var word = value ? "True"u8 : "False"u8;
            if (!_text[_at..].StartsWith(word)) continue;
            _at += word.Length;
            return value;
        }

        throw Broken("has neither True nor False as fortran_order");
    }

    private long[] ReadTuple()
    {
        var lengths = new List<long>();
        Take('(');
        while (!TryTake(')'))
        {
            if (lengths.Count == MostAxes) throw Broken($"has a shape of more than {MostAxes} axes");
            lengths.Add(ReadLength());
            if (TryTake(',')) continue;
            if (lengths.Count == 1) throw Broken("has a shape in parentheses without a comma");
            Take(')');
            break;
        }

        return [.. lengths];
    }

    private long ReadLength()
    {
        SkipBlanks();
        int end = _at;
        while (end < _text.Length && char.IsAsciiDigit((char)_text[end])) end++;
        bool isNumber = long.TryParse(_text[_at..end], NumberStyles.None, CultureInfo.InvariantCulture, out long length);
        if (!isNumber) throw Broken("has a length in its shape that is no whole number");
        _at = end;
        return length;
    }

    private void SkipBlanks()
    {
        while (_at < _text.Length && _text[_at] is (byte)' ' or (byte)'\n' or (byte)'\t' or (byte)'\r') _at++;
    }

    private bool TryTake(char wanted)
    {
        SkipBlanks();
        if (_at >= _text.Length || _text[_at] != wanted) return false;
        _at++;
        return true;
    }

    private void Take(char wanted)
    {
        if (!TryTake(wanted)) throw Broken($"has no '{wanted}' where one must stand");
    }

    private readonly NpyException Broken(string found) => new(
        _path, $"the header {found} (at its byte {_at}). {{'descr': …, 'fortran_order': …, 'shape': (…)}} was expected. "
        + $"{NpyException.Damaged}");
}
