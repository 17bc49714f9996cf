using Matiz.Tokenizers.AddedTokens;
using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Models;
using Matiz.Tokenizers.Normalizers;
using Matiz.Tokenizers.PreTokenizers;
using Matiz.Tokenizers.Unicode;
using Matiz.Unicode;

namespace Matiz.Tokenizers.Pipeline;

/// <summary>
/// BERT's normalizer, pre-tokenizer and WordPiece in one pass over the characters: ASCII through a table of 128 entries, the rest
/// through the Unicode tables, each word into a buffer and from there into the vocabulary. It makes no strings and no offsets, and
/// gives the very ids of <see cref="TokenPipeline"/>.
/// </summary>
internal sealed class BertIdEncoder : IdEncoder
{
    // What an ASCII character does, unless it is below Punctuation: then it is the word character that it is lowered to.
    private const ushort Punctuation = 0x100, Space = 0x200, Dropped = 0x400;

    private readonly BertNormalizer _normalizer;
    private readonly WordPieceModel _model;
    private readonly ushort[] _ascii;
    private readonly int[] _marks;                             // the id of each ASCII character as a word of its own
    private readonly PieceCache _cache = new(pairBits: 13);

    // The word being read. Characters beyond the model's limit are counted, not kept.
    private char[] _word = new char[256];
    private int _length;                                       // UTF-16 units in _word
    private int _characters;                                   // characters of the word, kept or not
    private int _barrier;                                      // combining characters do not move before this place of the word

    private BertIdEncoder(BertNormalizer normalizer, WordPieceModel model, AddedTokenMatcher added)
        : base(added)
    {
        _normalizer = normalizer;
        _model = model;
        _ascii = AsciiTable(normalizer);
        _marks = new int[128];
        var ids = new IdBuffer();
        for (int c = 0; c < _marks.Length; c++)
        {
            ids.Count = 0;
            if (model.MaxInputCharsPerWord > 0) model.AppendIds([(char)c], ids);
            else model.AppendUnknown(ids);
            _marks[c] = ids.Items[0];
        }
    }

    /// <summary>The encoder if the tokenizer is of this kind, and seeks no added tokens in normalized text; else null.</summary>
    public static BertIdEncoder? TryCreate(TokenizerParts parts) =>
        parts is { Normalizer: BertNormalizer normalizer, PreTokenizer: BertPreTokenizer, Model: WordPieceModel model }
        && parts.AddedVocabulary.Normalized.IsEmpty
            ? new BertIdEncoder(normalizer, model, parts.AddedVocabulary.Raw)
            : null;

    protected override void AppendPlain(ReadOnlySpan<char> text, int offset, IdBuffer ids)
    {
        ReadOnlySpan<ushort> ascii = _ascii;
        int i = 0;
        while (i < text.Length)
        {
            i += ReadAsciiWord(text[i..]);
            if (i == text.Length) break;
            char c = text[i];
            if (c < ascii.Length)
            {
                i++;
                ushort action = ascii[c];
                if (action == Dropped) continue;
                EndWord(ids);
                if (action != Space) ids.Add(_marks[action & 0x7F]);
            }
            else
            {
                int codePoint = CharacterTable.Decode(text[i..], out int length);
                i += length;
                AppendOther(codePoint, ids);
            }
        }

        EndWord(ids);
    }

    // Takes the ASCII word characters that a text begins with; says how many there were.
    private int ReadAsciiWord(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<ushort> ascii = _ascii;
        Span<char> room = _word.AsSpan(_length);
        int count = 0;
        while (count < text.Length)
        {
            char c = text[count];
            if (c >= ascii.Length) break;
            ushort action = ascii[c];
            if (action >= Punctuation) break;
            if (count < room.Length)
            {
                room[count] = (char)action;
            }
            else if (_characters + count < _model.MaxInputCharsPerWord)
            {
                Array.Resize(ref _word, _word.Length * 2);
                room = _word.AsSpan(_length);
                room[count] = (char)action;
            }

            count++;
        }

        _length = Math.Min(_length + count, _word.Length);
        _characters += count;
        return count;
    }

    // A character that is not ASCII: cleaned, set apart, decomposed, lowered, in the normalizer's order.
    private void AppendOther(int codePoint, IdBuffer ids)
    {
        var found = CharacterTable.ClassesOf(codePoint);
        if ((found & CharacterClass.BertRemoved) != CharacterClass.None && _normalizer.CleanText) return;
        bool apart = (found & CharacterClass.Ideograph) != CharacterClass.None && _normalizer.HandleChineseChars;
        if (apart) EndWord(ids);
        if ((found & CharacterClass.Canonical) != CharacterClass.None && _normalizer.StripAccents)
        {
            Span<int> parts = stackalloc int[4];
            int count = NormalForm.Decompose(codePoint, parts);
            foreach (int part in parts[..count]) AppendDecomposed(part, ids);
        }
        else if ((found & CharacterClass.BertAccent) != CharacterClass.None && _normalizer.StripAccents)
        {
            _barrier = _length;                                // dropped, and of combining class 0
        }
        else
        {
            AppendLowered(codePoint, ids);
        }

        if (apart) EndWord(ids);
    }

    private void AppendDecomposed(int codePoint, IdBuffer ids)
    {
        int combining = NormalForm.CombiningClass(codePoint);
        if (CharacterTable.Is(codePoint, CharacterClass.BertAccent))
        {
            if (combining == 0) _barrier = _length;
            return;
        }

        int before = _length;
        AppendLowered(codePoint, ids);
        if (combining != 0 && _length > before) MoveBack(before, combining);
    }

    private void AppendLowered(int codePoint, IdBuffer ids)
    {
        if (_normalizer.Lowercase)
        {
            if (codePoint == 0x130)
            {
                AppendFinished('i', ids);
                codePoint = 0x307;
            }
            else
            {
                codePoint = codePoint < 0x80 ? char.ToLowerInvariant((char)codePoint) : CharacterTable.ToLower(codePoint);
            }
        }

        AppendFinished(codePoint, ids);
    }

    private void AppendFinished(int codePoint, IdBuffer ids)
    {
        var found = CharacterTable.ClassesOf(codePoint);
        if ((found & (CharacterClass.WhiteSpace | CharacterClass.Punctuation)) == CharacterClass.None)
        {
            if (_characters++ < _model.MaxInputCharsPerWord) PushCharacter(codePoint);
            return;
        }

        EndWord(ids);
        if ((found & CharacterClass.Punctuation) == CharacterClass.None) return;
        _characters = 1;
        PushCharacter(codePoint);
        EndWord(ids);
    }

    // Canonical order: what was just put at `from` goes before combining characters of a higher class.
    private void MoveBack(int from, int combining)
    {
        int place = from;
        while (place > _barrier)
        {
            int previous = place - 1;
            if (previous > _barrier && char.IsSurrogatePair(_word[previous - 1], _word[previous])) previous--;
            if (NormalForm.CombiningClass(CharacterTable.Decode(_word.AsSpan(previous, place - previous), out _)) <= combining) break;
            place = previous;
        }

        if (place == from) return;
        Span<char> moved = stackalloc char[2];
        int length = _length - from;
        _word.AsSpan(from, length).CopyTo(moved);
        _word.AsSpan(place, from - place).CopyTo(_word.AsSpan(place + length));
        moved[..length].CopyTo(_word.AsSpan(place));
    }

    private void EndWord(IdBuffer ids)
    {
        int length = _length, characters = _characters;
        if (characters == 0) return;
        _length = _characters = _barrier = 0;
        if (characters > _model.MaxInputCharsPerWord)
        {
            _model.AppendUnknown(ids);
        }
        else if (length <= PieceCache.MaxLength)
        {
            var key = PieceCache.KeyOf(_word, length);
            if (_cache.TryAppend(key, ids)) return;
            int first = ids.Count;
            _model.AppendIds(_word.AsSpan(0, length), ids);
            _cache.Keep(key, ids.Items[first..]);
        }
        else
        {
            _model.AppendIds(_word.AsSpan(0, length), ids);
        }
    }

    private void PushCharacter(int codePoint)
    {
        if (codePoint < 0x10000)
        {
            Push((char)codePoint);
            return;
        }

        Push((char)(0xD7C0 + (codePoint >> 10)));
        Push((char)(0xDC00 | (codePoint & 0x3FF)));
    }

    private void Push(char unit)
    {
        if (_length == _word.Length) Array.Resize(ref _word, _length * 2);
        _word[_length++] = unit;
    }

    private static ushort[] AsciiTable(BertNormalizer normalizer)
    {
        var table = new ushort[128];
        for (int c = 0; c < 128; c++)
        {
            var found = CharacterTable.ClassesOf(c);
            table[c] = normalizer.CleanText && (found & CharacterClass.BertRemoved) != CharacterClass.None ? Dropped
                : (found & CharacterClass.WhiteSpace) != CharacterClass.None ? Space
                : (found & CharacterClass.Punctuation) != CharacterClass.None ? (ushort)(Punctuation | c)
                : (ushort)(normalizer.Lowercase && c is >= 'A' and <= 'Z' ? c | 0x20 : c);
        }

        return table;
    }
}
