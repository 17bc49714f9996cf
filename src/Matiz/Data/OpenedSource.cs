using System.Security.Cryptography;
using Matiz.Data.Utf8;

namespace Matiz.Data;

/// <summary>A source that was opened, as checked text or as bytes, and the SHA-256 of its bytes.</summary>
internal sealed class OpenedSource(DataSource source) : IDisposable
{
    private HashingStream? _hashing;
    private Utf8CheckedStream? _text;
    private Stream? _bytes;
    private string? _sha256;
    private bool _isTable;                 // the text was looked at

    /// <summary>What messages call it.</summary>
    public string Name => source.DisplayName;

    private bool IsPacked => DataSource.IsGZip(source.Name);

    /// <summary>Checked UTF-8, unpacked; the hash is taken on the way. Opened again, it goes on where it is.</summary>
    public Utf8CheckedStream OpenText()
    {
        if (_bytes is not null)
            throw new InvalidOperationException($"{source.DisplayName} was opened as bytes, and cannot be opened as text too.");
        return _text ??= new Utf8CheckedStream(Unpacked(), source.DisplayName, fillProbe: !source.IsPipe);
    }

    /// <summary>Checked UTF-8 that is a table or JSON.</summary>
    /// <exception cref="DataException">The file is something else.</exception>
    public Utf8CheckedStream OpenTable()
    {
        var text = OpenText();
        bool isNew = !_isTable;
        _isTable = true;
        return isNew && ForeignFiles.DescribeText(text.Peek()) is { } fault ? throw new DataException(source.DisplayName, 0, fault) : text;
    }

    /// <summary>All bytes, unpacked, to be read in any order.</summary>
    public Stream OpenBytes()
    {
        if (_text is not null)
            throw new InvalidOperationException($"{source.DisplayName} was opened as text, and cannot be opened as bytes too.");
        _bytes?.Position = 0;
        return _bytes ??= source.CanReadAgain && !IsPacked ? OpenFile() : Buffered();
    }

    /// <summary>The hash of the bytes as they lie there, in small hexadecimal digits; a stream is read to its end for it.</summary>
    public string Sha256()
    {
        if (_hashing is null && _sha256 is null) _ = OpenBytes();
        return _sha256 ??= _hashing!.Finish();
    }

    public void Dispose()
    {
        _text?.Dispose();
        _bytes?.Dispose();
        _hashing?.Dispose();
    }

    private Stream Unpacked()
    {
        _hashing = new HashingStream(source.Open());
        return IsPacked ? new GZipReader(_hashing) : _hashing;
    }

    // Read twice, since what goes to and fro cannot be hashed on its way. First of all: the format may close the stream.
    private Stream OpenFile()
    {
        var file = source.Open();
        _sha256 = Convert.ToHexStringLower(SHA256.HashData(file));
        file.Position = 0;
        return file;
    }

    private MemoryStream Buffered()
    {
        var buffer = new MemoryStream();
        var block = new byte[64 * 1024];
        using var unpacked = Unpacked();
        try
        {
            for (int count; (count = unpacked.Read(block)) > 0;)
            {
                if (buffer.Length + count > Array.MaxLength) throw TooLarge();
                buffer.Write(block.AsSpan(0, count));
            }

            _sha256 = _hashing!.Finish();
        }
        catch (InvalidDataException exception)
        {
            throw GZipReader.Damaged(source.DisplayName, exception);
        }

        buffer.Position = 0;
        return buffer;
    }

    private DataException TooLarge() => new(
        source.DisplayName, 0,
        "there are more than 2 GiB to be held in memory. A smaller stream, or a file that is not packed, was expected. "
        + "Save it as a file and name that one.");
}
