using System.Text;
using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Models;

namespace Matiz.Tokenizers.Bpe;

/// <summary>
/// Byte-pair encoding: a word begins as its characters, and neighbours merge, the pair that was learned first going first
/// (Sennrich et al. 2016; reference: the tokenizers library).
/// </summary>
internal sealed class BpeModel : TokenModel
{
    [ThreadStatic]
    private static BpeWord? scratch;

    private readonly MergeTable _merges;
    private readonly BpeOptions _options;
    private readonly int[]? _byteIds;                          // of <0x00> to <0xFF>; -1 where the vocabulary lacks one

    public BpeModel(Vocabulary vocabulary, MergeTable merges, BpeOptions options)
    {
        Vocabulary = vocabulary;
        _merges = merges;
        _options = options;
        UnknownTokenId = options.UnknownTokenId;
        if (options.ByteFallback) _byteIds = ByteTokens.Find(vocabulary);
    }

    public override string Type => "BPE";

    public override Vocabulary Vocabulary { get; }

    public override int? UnknownTokenId { get; }

    public static BpeModel Read(JsonCursor json)
    {
        var vocabulary = VocabularyReader.Read(json.Required("vocab"));
        var options = BpeOptions.Read(json, vocabulary);
        var merges = json.Required("merges");
        JsonCursor[] list = [.. merges.AsArray()];
        var table = new MergeTable(
            [.. list.Select(ReadMerge)],
            vocabulary,
            options.ContinuingPrefix.Length,
            (rank, token) => list[rank].Error($"needs the token '{token}', which model.vocab lacks", "tokens of the vocabulary"));
        return new BpeModel(vocabulary, table, options);
    }

    public override void Tokenize(ReadOnlySpan<char> word, List<ModelToken> tokens)
    {
        if (_options.IgnoreMerges && Vocabulary.TryGetId(word, out int whole))
        {
            tokens.Add(new ModelToken(whole, 0, word.Length));
            return;
        }

        var symbols = scratch ??= new BpeWord();
        symbols.Clear();
        AddCharacters(word, symbols);
        symbols.Merge(_merges);
        if (symbols.IsWhole) AppendByUnits(symbols, tokens);
        else AppendByBytes(word, symbols, tokens);
    }

    // An unknown character waits, since others may join it.
    private void AddCharacters(ReadOnlySpan<char> word, BpeWord symbols)
    {
        (int Units, int Bytes) unknown = default;
        for (int at = 0; at < word.Length;)
        {
            Rune.DecodeFromUtf16(word[at..], out var rune, out int units);
            int bytes = rune.Utf8SequenceLength;
            string? decorated = Decorated(word.Slice(at, units), at == 0, at + units == word.Length);
            bool known = Vocabulary.TryGetId(decorated is null ? word.Slice(at, units) : decorated, out int id);
            at += units;
            if (known)
            {
                Flush();
                symbols.Add(id, units, bytes);
            }
            else if (!AddBytes(decorated ?? rune.ToString(), symbols))
            {
                AddUnknown(units, bytes);
            }
        }

        Flush();

        void AddUnknown(int units, int bytes)
        {
            if (UnknownTokenId is null)
            {
                symbols.IsWhole = false;                       // the character is dropped
                return;
            }

            if (!_options.FuseUnknown) Flush();
            unknown = (unknown.Units + units, unknown.Bytes + bytes);
        }

        void Flush()
        {
            if (unknown.Bytes > 0) symbols.Add(UnknownTokenId!.Value, unknown.Units, unknown.Bytes);
            unknown = default;
        }
    }

    // The character as the vocabulary spells it at its place; null where that is the character itself.
    private string? Decorated(ReadOnlySpan<char> character, bool isFirst, bool isLast)
    {
        string prefix = isFirst ? "" : _options.ContinuingPrefix, suffix = isLast ? _options.EndSuffix : "";
        return prefix.Length + suffix.Length == 0 ? null : string.Concat(prefix, character, suffix);
    }

    private bool AddBytes(string text, BpeWord symbols)
    {
        if (_byteIds is null) return false;
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
        if (Array.Exists(bytes, value => _byteIds[value] < 0)) return false;
        foreach (byte value in bytes) symbols.Add(_byteIds[value], 0, 1);
        symbols.IsWhole = false;
        return true;
    }

    private static void AppendByUnits(BpeWord symbols, List<ModelToken> tokens)
    {
        int at = 0;
        foreach (var symbol in symbols.Symbols)
        {
            tokens.Add(new ModelToken(symbol.Id, at, at + symbol.Units));
            at += symbol.Units;
        }
    }

    // As in the reference, tokens lie end to end by their bytes, whatever was dropped before them; a character hit in part counts whole.
    private static void AppendByBytes(ReadOnlySpan<char> word, BpeWord symbols, List<ModelToken> tokens)
    {
        var characters = new List<(int Start, int End)>();     // of each byte
        int unit = 0;
        foreach (var rune in word.EnumerateRunes())
        {
            for (int i = 0; i < rune.Utf8SequenceLength; i++) characters.Add((unit, unit + rune.Utf16SequenceLength));
            unit += rune.Utf16SequenceLength;
        }

        int at = 0;
        foreach (var symbol in symbols.Symbols)
        {
            int first = Math.Min(at, characters.Count - 1), last = Math.Min(at + symbol.Bytes, characters.Count) - 1;
            tokens.Add(new ModelToken(symbol.Id, characters[first].Start, characters[last].End));
            at += symbol.Bytes;
        }
    }

    private static (string Left, string Right) ReadMerge(JsonCursor json)
    {
        if (json.Element.ValueKind == System.Text.Json.JsonValueKind.Array)
        {
            JsonCursor[] parts = [.. json.AsArray()];
            return parts.Length == 2
                ? (parts[0].AsString(), parts[1].AsString())
                : throw json.Error($"has {parts.Length} elements", "two tokens");
        }

        string text = json.AsString();
        int space = text.IndexOf(' ', StringComparison.Ordinal);
        return space >= 0 && space == text.LastIndexOf(' ')
            ? (text[..space], text[(space + 1)..])
            : throw json.Error($"is '{text}'", "two tokens with a space between them");
    }
}
