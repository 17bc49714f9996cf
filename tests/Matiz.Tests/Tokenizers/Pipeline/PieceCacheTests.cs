using Matiz.Tokenizers.Pipeline;

namespace Matiz.Tests.Tokenizers.Pipeline;

public class PieceCacheTests
{
    [Fact]
    public void TryAppend_AfterKeep_GivesTheIdsOfEveryLength()
    {
        var cache = new PieceCache(pairBits: 8);
        var ids = new IdBuffer();
        for (int length = 1; length <= PieceCache.MaxLength; length++)
        {
            string piece = new('é', length);
            int[] expected = [.. Enumerable.Range(length, length % (PieceCache.MaxIds + 1))];

            Assert.False(cache.TryAppend(PieceCache.KeyOf(piece, length), ids));
            cache.Keep(PieceCache.KeyOf(piece, length), expected);
            ids.Count = 0;

            Assert.True(cache.TryAppend(PieceCache.KeyOf(piece + " and what follows it in the text", length), ids));
            Assert.Equal(expected, ids.Items.ToArray());
        }
    }

    [Fact]
    public void KeyOf_PiecesThatDiffer_AreNeverEqual()
    {
        string[] pieces =
        [
            "a", "a\0", "\0", "\0\0", "ab", "b", "abcdefghijklmno", "abcdefghijklmn", "abcdefghijklmn\0", "\u0100", "aaaaaaaab",
            "aaaaaaaac",
        ];
        var keys = pieces.Select(piece => PieceCache.KeyOf(piece, piece.Length)).ToList();

        Assert.Equal(pieces.Length, keys.Distinct().Count());
    }

    [Fact]
    public void Keep_ManyPieces_GivesNoOtherPiecesIds()
    {
        var cache = new PieceCache(pairBits: 4);               // so small that pieces take each other's place all the time
        var ids = new IdBuffer();
        for (int round = 0; round < 2000; round++)
        {
            string piece = $"piece {round % 90}";
            var key = PieceCache.KeyOf(piece, piece.Length);
            ids.Count = 0;
            if (cache.TryAppend(key, ids)) Assert.Equal([round % 90, 7], ids.Items.ToArray());
            else cache.Keep(key, [round % 90, 7]);
        }
    }

    [Fact]
    public void Keep_MoreIdsThanFit_KeepsNothing()
    {
        var cache = new PieceCache(pairBits: 4);
        var key = PieceCache.KeyOf("abc", 3);

        cache.Keep(key, new int[PieceCache.MaxIds + 1]);

        Assert.False(cache.TryAppend(key, new IdBuffer()));
    }
}
