using System.Text;

namespace Matiz.Sharing.Push;

/// <summary>Where a file holds a token.</summary>
/// <param name="Line">The line, from 1; null in a file that is no text.</param>
/// <param name="Byte">The byte where it begins, from 0.</param>
internal sealed record TokenFinding(long? Line, long Byte);

/// <summary>
/// Looks for access tokens of the Hub in files that are to be shared: <c>hf_</c> or <c>api_org_</c> with letters and digits behind it, as
/// scanners for secrets know them (34 of them; fewer are enough here), tokens of a login by browser (<c>hf_oauth_…</c>), and the caller's
/// own token, whatever it looks like. Every file is looked at, whatever its name.
/// </summary>
internal sealed class TokenScan
{
    private const int LeastBehind = 20;                         // letters and digits: below it is a name, such as hf_hub
    private const int BlockSize = 1 << 18, Overlap = 8192;      // no token is longer than this
    private const int TextBytes = 8000;                         // a NUL among the first says that it is no text, as git has it

    private static readonly byte[][] Beginnings = ["hf_"u8.ToArray(), "api_org_"u8.ToArray()];
    private static readonly byte[][] Kinds = ["oauth_"u8.ToArray(), "jwt_"u8.ToArray()];

    private readonly byte[]? _own;

    /// <summary>A search.</summary>
    /// <param name="ownToken">The caller's token; null: there is none.</param>
    public TokenScan(string? ownToken) => _own = ownToken is { Length: >= 8 and < Overlap } own ? Encoding.UTF8.GetBytes(own) : null;

    /// <summary>The first token of a content; null where there is none.</summary>
    public TokenFinding? Find(Stream stream)
    {
        var buffer = new byte[BlockSize + Overlap];
        int kept = 0;
        long start = 0, lines = 0;                              // of the first byte in the buffer
        bool isText = true, isWide = false;
        for (bool isFirst = true; ; isFirst = false)
        {
            int read = stream.ReadAtLeast(buffer.AsSpan(kept), buffer.Length - kept, throwOnEndOfStream: false);
            bool isLast = kept + read < buffer.Length;
            var bytes = buffer.AsSpan(0, kept + read);
            if (isFirst)
            {
                isWide = bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..];
                isText = isWide || !bytes[..Math.Min(bytes.Length, TextBytes)].Contains((byte)0);
            }

            // A token that begins in the end of the buffer is whole in the next one.
            int end = isLast ? bytes.Length : bytes.Length - (Overlap / 2);
            int found = isWide ? FindWide(bytes, end) : Find(bytes, end);
            if (found >= 0) return new TokenFinding(isText ? lines + bytes[..found].Count((byte)'\n') + 1 : null, start + found);
            if (isLast) return null;
            int past = end - 1;                                 // one byte more: what stands before a token matters
            lines += bytes[..past].Count((byte)'\n');
            start += past;
            kept = bytes.Length - past;
            bytes[past..].CopyTo(buffer);
        }
    }

    // Where a token begins before the end; -1: nowhere.
    private int Find(ReadOnlySpan<byte> bytes, int end)
    {
        int first = -1;
        foreach (byte[] beginning in Beginnings)
        {
            for (int from = 0; bytes[from..].IndexOf(beginning) is >= 0 and var at && from + at < end; from += at + 1)
            {
                if (!IsToken(bytes, from + at, beginning.Length)) continue;
                if (first < 0 || from + at < first) first = from + at;
                break;
            }
        }

        if (_own is not null && bytes.IndexOf(_own) is >= 0 and var own && own < end && (first < 0 || own < first)) first = own;
        return first;
    }

    // UTF-16: every other byte of a token is 0.
    private int FindWide(ReadOnlySpan<byte> bytes, int end)
    {
        var narrow = new byte[bytes.Length];
        var places = new int[bytes.Length];
        int count = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == 0) continue;
            (narrow[count], places[count]) = (bytes[i], i);
            count++;
        }

        int found = Find(narrow.AsSpan(0, count), count);
        return found >= 0 && places[found] < end ? places[found] : -1;
    }

    private static bool IsToken(ReadOnlySpan<byte> bytes, int at, int opening)
    {
        if (at > 0 && char.IsAsciiLetterOrDigit((char)bytes[at - 1])) return false;
        var rest = bytes[(at + opening)..];
        foreach (byte[] kind in Kinds)
        {
            if (rest.StartsWith(kind)) return Length(rest[kind.Length..], isPlain: false) >= LeastBehind;
        }

        return Length(rest, isPlain: true) >= LeastBehind;
    }

    private static int Length(ReadOnlySpan<byte> bytes, bool isPlain)
    {
        int length = 0;
        while (length < bytes.Length && (char.IsAsciiLetterOrDigit((char)bytes[length]) || (!isPlain && IsOfAKey(bytes[length])))) length++;
        return length;
    }

    private static bool IsOfAKey(byte letter) => letter is (byte)'_' or (byte)'-' or (byte)'.';
}
