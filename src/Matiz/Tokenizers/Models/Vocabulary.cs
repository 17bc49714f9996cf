using System.Diagnostics.CodeAnalysis;

namespace Matiz.Tokenizers.Models;

/// <summary>Tokens and their ids, both ways. Ids may have gaps; memory follows the number of tokens, not the highest id.</summary>
internal sealed class Vocabulary
{
    /// <summary>Ids are below this: sixteen times the largest vocabularies known, and small enough for a table of embeddings.</summary>
    public const int IdLimit = 1 << 24;

    private readonly Dictionary<string, int> _ids;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _idsByText;
    private readonly Dictionary<int, string> _sparse = [];
    private readonly string?[] _dense;

    /// <summary>Takes the ids over; two tokens with one id must have been refused before.</summary>
    public Vocabulary(Dictionary<string, int> ids)
    {
        _ids = ids;
        _idsByText = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        int size = 0;
        foreach (int id in ids.Values) size = Math.Max(size, id + 1);
        Size = size;
        Count = ids.Count;
        _dense = new string?[Math.Min(size, (ids.Count * 2) + 1024)];
        foreach (var (token, id) in ids)
        {
            if (id < _dense.Length) _dense[id] = token;
            else _sparse[id] = token;
        }
    }

    /// <summary>Tokens whose ids are their places. One listed twice is found at the later place, and stands at both.</summary>
    public static Vocabulary FromList(IReadOnlyList<string> tokens)
    {
        var ids = new Dictionary<string, int>(tokens.Count, StringComparer.Ordinal);
        for (int id = 0; id < tokens.Count; id++) ids[tokens[id]] = id;
        var vocabulary = new Vocabulary(ids) { Count = tokens.Count };
        for (int id = 0; ids.Count < tokens.Count && id < vocabulary.Size; id++)
        {
            if (id < vocabulary._dense.Length) vocabulary._dense[id] = tokens[id];
            else vocabulary._sparse[id] = tokens[id];
        }

        return vocabulary;
    }

    /// <summary>The number of tokens.</summary>
    public int Count { get; private init; }

    /// <summary>The highest id plus one.</summary>
    public int Size { get; }

    public IReadOnlyDictionary<string, int> Ids => _ids;

    public bool TryGetId(string token, out int id) => _ids.TryGetValue(token, out id);

    public bool TryGetId(ReadOnlySpan<char> token, out int id) => _idsByText.TryGetValue(token, out id);

    public bool TryGetToken(int id, [NotNullWhen(true)] out string? token)
    {
        if ((uint)id < (uint)_dense.Length) return (token = _dense[id]) is not null;
        return _sparse.TryGetValue(id, out token);
    }
}
