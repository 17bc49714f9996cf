using System.Text;

namespace Matiz.Cli.Serving;

/// <summary>Reads a file of settings once, whatever it is (a pipe as well), and says what is wrong with it.</summary>
internal static class SmallFile
{
    private const int MostBytes = 1 << 20;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The bytes of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">What was expected, with its option.</param>
    /// <exception cref="UsageException">There is none, it may not be read, or it has more than a megabyte.</exception>
    public static byte[] Read(string path, string expected)
    {
        if (Directory.Exists(path)) throw Refused(path, "this is a folder", expected);
        try
        {
            using var stream = File.OpenRead(path);
            byte[] bytes = new byte[MostBytes + 1];
            int count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return count <= MostBytes ? bytes[..count] : throw Refused(path, "it has more than a megabyte", expected);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Refused(path, "there is no such file", expected, exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw Refused(path, "the file may not be read", expected, exception);
        }
    }

    /// <summary>The text of a file.</summary>
    /// <inheritdoc cref="Read"/>
    public static string ReadText(string path, string expected)
    {
        try
        {
            return Utf8.GetString(Read(path, expected)).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException exception)
        {
            throw Refused(path, "it is no text", expected, exception);
        }
    }

    private static UsageException Refused(string path, string found, string expected, Exception? inner = null) =>
        new($"{path}: {found}. {expected} was expected. Correct the path.", inner);
}
