using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.PostProcessors;

namespace Matiz.Tokenizers.Pipeline;

/// <summary>Encodes rows to ids, one thread's at a time.</summary>
internal sealed class RowIdsEncoder(TokenizerParts parts)
{
    private readonly IdEncoder _encoder = IdEncoder.For(parts);
    private readonly IdBuffer _first = new();
    private readonly IdBuffer _second = new();
    private readonly int _singleSpecials = parts.PostProcessor.SpecialTokens(isPair: false);
    private readonly int _pairSpecials = parts.PostProcessor.SpecialTokens(isPair: true);

    /// <summary>Adds one row's ids and runs of equal type ids; says how many tokens were dropped.</summary>
    public int Append(TextInput input, EncodeOptions options, IdBuffer ids, TypeRuns types)
    {
        if (input.Text is null) throw new ArgumentException("a row's text is null; expected a text, which may be empty.", nameof(input));
        bool isPair = input.TextPair is not null;
        _first.Count = _second.Count = 0;
        _encoder.Append(input.Text, _first);
        if (isPair) _encoder.Append(input.TextPair!, _second);
        int specials = isPair ? _pairSpecials : _singleSpecials;
        var (keepFirst, keepSecond) = Truncation.Keep(_first.Count, _second.Count, isPair, specials, options);
        var post = parts.PostProcessor;
        var template = isPair ? post.Pair : post.Single;
        for (int i = 0; i < template.Count; i++)
        {
            var piece = template[i];
            int before = ids.Count;
            AppendPiece(piece, keepFirst, keepSecond, options, ids);
            types.Add(piece.TypeId, ids.Count - before);
        }

        return _first.Count - keepFirst + (_second.Count - keepSecond);
    }

    private void AppendPiece(TemplatePiece piece, int keepFirst, int keepSecond, EncodeOptions options, IdBuffer ids)
    {
        if (piece.Sequence is { } number)
        {
            var (source, keep) = number == 0 ? (_first, keepFirst) : (_second, keepSecond);
            ids.Add(options.Side is TruncationSide.Left ? source.Items[^keep..] : source.Items[..keep]);
        }
        else if (options.AddSpecialTokens)
        {
            ids.Add(piece.Ids);
        }
    }
}

/// <summary>Type ids as runs, since nearly all rows have one or two; nothing is written out while all are zero.</summary>
internal sealed class TypeRuns
{
    private readonly List<(byte TypeId, int Length)> _runs = [];

    /// <summary>Whether any type id is not zero.</summary>
    public bool Any { get; private set; }

    public void Add(byte typeId, int length)
    {
        if (length == 0) return;
        Any |= typeId != 0;
        if (_runs.Count > 0 && _runs[^1].TypeId == typeId) _runs[^1] = (typeId, _runs[^1].Length + length);
        else _runs.Add((typeId, length));
    }

    public void Write(Span<byte> destination)
    {
        int at = 0;
        foreach (var (typeId, length) in _runs)
        {
            destination.Slice(at, length).Fill(typeId);
            at += length;
        }
    }
}

/// <summary>The ids of all chunks, put together when all are there.</summary>
internal sealed class RowIdsCollector(IReadOnlyList<TextInput> inputs, EncodeOptions options)
{
    private readonly IdBuffer[] _ids = new IdBuffer[RowChunks.Count(inputs.Count)];
    private readonly TypeRuns[] _types = new TypeRuns[RowChunks.Count(inputs.Count)];
    private readonly int[] _lengths = new int[inputs.Count];
    private readonly int[] _dropped = new int[inputs.Count];

    /// <summary>Encodes one chunk of rows.</summary>
    public void Encode(RowIdsEncoder encoder, int chunk, int first, int last)
    {
        var ids = _ids[chunk] = new IdBuffer();
        var types = _types[chunk] = new TypeRuns();
        for (int row = first; row < last; row++)
        {
            int before = ids.Count;
            _dropped[row] = Append(encoder, inputs[row], ids, types);
            _lengths[row] = ids.Count - before;
        }
    }

    private int Append(RowIdsEncoder encoder, TextInput input, IdBuffer ids, TypeRuns types)
    {
        try
        {
            return encoder.Append(input, options, ids, types);
        }
        catch (TokenizerException e) when (input.Source is { File: not null })
        {
            throw new TokenizerException(input.Source.ToString()!, e.Message, e);
        }
    }

    /// <summary>All rows end to end.</summary>
    public TokenIds Collect()
    {
        int[] offsets = new int[_lengths.Length + 1];
        for (int row = 0; row < _lengths.Length; row++) offsets[row + 1] = checked(offsets[row] + _lengths[row]);
        int[] all = GC.AllocateUninitializedArray<int>(offsets[^1]);
        byte[]? typeIds = Array.Exists(_types, types => types.Any) ? new byte[all.Length] : null;
        int at = 0;
        for (int chunk = 0; chunk < _ids.Length; chunk++)
        {
            var ids = _ids[chunk].Items;
            ids.CopyTo(all.AsSpan(at));
            if (typeIds is not null) _types[chunk].Write(typeIds.AsSpan(at, ids.Length));
            at += ids.Length;
        }

        return new TokenIds { Ids = all, Offsets = offsets, TypeIds = typeIds, DroppedTokens = _dropped };
    }
}
