using System.Globalization;
using Matiz.Tokenizers.Loading;

namespace Matiz.Tokenizers.Models;

/// <summary>
/// Unigram: of all ways to cut a word into pieces the one whose scores (logarithms of probabilities) have the highest sum, found by
/// Viterbi's algorithm in double precision (Kudo 2018; reference: the tokenizers library). A character that is no piece may stand for
/// itself at a score below all others; such neighbours are one unknown token.
/// </summary>
internal sealed class UnigramModel : TokenModel
{
    private const double UnknownPenalty = 10;                  // below the lowest score of the vocabulary, as in SentencePiece
    private const int Unreached = -1;

    [ThreadStatic]
    private static Node[]? scratch;

    private readonly CharTrie _trie;
    private readonly double[] _scores;                         // by id
    private readonly double _unknownScore;
    private readonly int[]? _byteIds;                          // of <0x00> to <0xFF>; -1 where the vocabulary lacks one

    /// <summary>A model of scored pieces, whose ids are their places; of two that are equal the later counts.</summary>
    /// <param name="pieces">The pieces and their scores.</param>
    /// <param name="unknownTokenId">Stands for what no piece fits; null: such a text is an error.</param>
    /// <param name="byteFallback">Whether what no piece fits is its bytes, where the vocabulary has them all.</param>
    public UnigramModel(IReadOnlyList<(string Piece, double Score)> pieces, int? unknownTokenId, bool byteFallback)
    {
        Vocabulary = Vocabulary.FromList([.. pieces.Select(piece => piece.Piece)]);
        UnknownTokenId = unknownTokenId;
        _trie = new CharTrie(roots: 1, pieces.Count);
        _scores = new double[pieces.Count];
        double lowest = double.PositiveInfinity;
        for (int id = 0; id < _scores.Length; id++)
        {
            var (piece, score) = pieces[id];
            _scores[id] = score;
            lowest = Math.Min(lowest, score);
            if (piece.Length > 0) _trie.Add(0, piece, id);
        }

        _unknownScore = lowest - UnknownPenalty;
        if (byteFallback) _byteIds = ByteTokens.Find(Vocabulary);
    }

    public override string Type => "Unigram";

    public override Vocabulary Vocabulary { get; }

    public override int? UnknownTokenId { get; }

    public override bool UnknownKeepsText => true;

    // Where a path reaches the place behind some characters: the best sum of scores, where its last piece begins, and what that is.
    private record struct Node(double Score, int Start, int Id);

    public static UnigramModel Read(JsonCursor json)
    {
        var vocabulary = json.Required("vocab");
        var pieces = new List<(string Piece, double Score)>();
        foreach (var entry in vocabulary.AsArray())
        {
            if (pieces.Count == Vocabulary.IdLimit) throw vocabulary.Error("has too many pieces", $"at most {Vocabulary.IdLimit}");
            pieces.Add(ReadPiece(entry));
        }

        int? unknownId = null;
        if (json.Optional("unk_id") is { } unknown)
        {
            unknownId = unknown.AsId();
            if (unknownId >= pieces.Count)
                throw unknown.Error(
                    string.Create(CultureInfo.InvariantCulture, $"is {unknownId}"),
                    $"an id below {pieces.Count}, the pieces of model.vocab");
        }

        return new UnigramModel(pieces, unknownId, json.Optional("byte_fallback")?.AsBoolean() ?? false);
    }

    public override void Tokenize(ReadOnlySpan<char> word, List<ModelToken> tokens)
    {
        var nodes = Scratch(word.Length + 1);
        FindPaths(word, nodes);
        int first = tokens.Count;
        for (int end = word.Length; end > 0;)
        {
            var node = nodes[end];
            int start = node.Start;
            if (node.Id == UnknownTokenId)
            {
                while (start > 0 && nodes[start].Id == UnknownTokenId) start = nodes[start].Start;
                AddUnknown(word, start, end, tokens);
            }
            else
            {
                tokens.Add(new ModelToken(node.Id, start, end));
            }

            end = start;
        }

        tokens.Reverse(first, tokens.Count - first);
    }

    private void FindPaths(ReadOnlySpan<char> word, Span<Node> nodes)
    {
        nodes[0] = default;
        nodes[1..].Fill(new Node(0, Unreached, 0));
        for (int start = 0; start < word.Length;)
        {
            int character = start + 1 < word.Length && char.IsSurrogatePair(word[start], word[start + 1]) ? 2 : 1;
            double score = nodes[start].Score;
            bool isPiece = false;
            int step = 0;
            for (int end = start; end < word.Length && _trie.TryStep(ref step, word[end], out int id);)
            {
                end++;
                if (id == CharTrie.NoValue) continue;
                isPiece |= end - start == character;
                Offer(ref nodes[end], score + _scores[id], start, id);
            }

            if (!isPiece) Offer(ref nodes[start + character], score + _unknownScore, start, UnknownTokenId ?? throw NoUnknown(word));
            start += character;
        }
    }

    // Of equal sums the earlier start stays, whose last piece is longer.
    private static void Offer(ref Node node, double score, int start, int id)
    {
        if (node.Start == Unreached || score > node.Score) node = new Node(score, start, id);
    }

    // The tokens come from the end, and so do the bytes.
    private void AddUnknown(ReadOnlySpan<char> word, int start, int end, List<ModelToken> tokens)
    {
        var text = word[start..end];
        if (Vocabulary.TryGetId(text, out int known))
        {
            tokens.Add(new ModelToken(known, start, end));
            return;
        }

        int first = tokens.Count;
        if (_byteIds is not null && ByteTokens.TryAdd(_byteIds, text, start, end, tokens)) tokens.Reverse(first, tokens.Count - first);
        else tokens.Add(new ModelToken(UnknownTokenId!.Value, start, end));
    }

    private static TokenizerException NoUnknown(ReadOnlySpan<char> word) => new(
        $"the text '{word}' has a character that is no piece of the vocabulary, and there is no unknown token. "
        + "Expected one; name it in model.unk_id.");

    private static Span<Node> Scratch(int length)
    {
        if (scratch is null || scratch.Length < length) scratch = new Node[Math.Max(64, length * 2)];
        return scratch.AsSpan(0, length);
    }

    private static (string Piece, double Score) ReadPiece(JsonCursor json)
    {
        if (json.Element.ValueKind == System.Text.Json.JsonValueKind.Array && json.Element.GetArrayLength() == 2)
        {
            JsonCursor[] parts = [.. json.AsArray()];
            double score = parts[1].AsNumber();
            return double.IsFinite(score) ? (parts[0].AsString(), score) : throw parts[1].Error($"is {score}", "a finite number");
        }

        throw json.Error("is no pair", "a piece and its score");
    }
}
