using System.IO.Compression;
using System.Xml;
using Matiz.Formats.Tables;

namespace Matiz.Formats.Excel;

/// <summary>
/// The parts of a spreadsheet file (ECMA-376, Open Packaging Conventions): a zip archive of XML files. What their sizes claim is held
/// against the file before anything is unpacked, and XML that defines entities is refused.
/// </summary>
internal sealed class ExcelPackage : IDisposable
{
    private const int MostParts = 10_000, MostExpansion = 200;
    private const long AlwaysAllowedBytes = 64L << 20;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    private readonly ZipArchive _archive;

    private ExcelPackage(ZipArchive archive, string path) => (_archive, Path) = (archive, path);

    /// <summary>The file, for messages.</summary>
    public string Path { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="stream">Can be gone to in any order; stays open.</param>
    /// <param name="path">What messages call it.</param>
    /// <exception cref="TableException">It is no such archive, or claims to be far larger than it is.</exception>
    public static ExcelPackage Open(Stream stream, string path)
    {
        var package = Guarded(path, () => new ExcelPackage(new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true), path));
        try
        {
            Guarded(path, () => package.CheckSizes(stream.Length));
            return package;
        }
        catch
        {
            package.Dispose();
            throw;
        }
    }

    /// <summary>Whether there is a part of this name.</summary>
    public bool Has(string part) => _archive.GetEntry(part) is not null;

    /// <summary>Opens a part; null where there is none.</summary>
    public XmlReader? TryOpen(string part) =>
        _archive.GetEntry(part) is { } entry ? Guarded(Path, () => XmlReader.Create(entry.Open(), Settings)) : null;

    /// <summary>Opens a part.</summary>
    /// <exception cref="TableException">There is none.</exception>
    public XmlReader Open(string part) => TryOpen(part)
        ?? throw new TableException(Path, $"there is no part '{part}', which a spreadsheet has. {TableException.Damaged}");

    /// <summary>Runs what may find the file broken; the fault becomes a typed one.</summary>
    public T Guarded<T>(Func<T> action) => Guarded(Path, action);

    public void Dispose() => _archive.Dispose();

    private static T Guarded<T>(string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception exception) when (exception is XmlException or InvalidDataException or EndOfStreamException
            or NotSupportedException or ArgumentException or OverflowException)
        {
            throw new TableException(
                path, $"this is no whole spreadsheet ({exception.Message.TrimEnd('.')}). {TableException.Damaged}", exception);
        }
    }

    private bool CheckSizes(long fileLength)
    {
        if (_archive.Entries.Count > MostParts)
        {
            throw new TableException(
                Path, $"the archive has {_archive.Entries.Count} parts, expected at most {MostParts}. Is it a spreadsheet?");
        }

        long unpacked = 0;
        foreach (var entry in _archive.Entries) unpacked = checked(unpacked + entry.Length);
        if (unpacked <= Math.Max(AlwaysAllowedBytes, checked(fileLength * MostExpansion))) return true;
        throw new TableException(
            Path,
            $"its {fileLength} bytes claim to hold {unpacked} unpacked ones. At most {MostExpansion} times as many were expected. "
            + "Do not trust this file; save it again in the program that made it.");
    }
}
