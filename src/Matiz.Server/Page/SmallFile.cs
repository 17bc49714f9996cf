using Matiz.Files;
using Matiz.Formats;
using Matiz.Models;

namespace Matiz.Server.Page;

/// <summary>Files beside a model that the page shows where they are sound: what is wrong with one is no reason to show nothing.</summary>
internal static class SmallFile
{
    /// <summary>The bytes of a file; null where there is none, it cannot be read, or it is larger than it should be.</summary>
    public static byte[]? Read(ModelFiles files, string name, int most)
    {
        try
        {
            if (LengthOf(files, name) is not { } length || length > most) return null;
            return files.Read(name, "a file of a run", static (place, reason) => new ModelException(place, reason));
        }
        catch (Exception exception) when (exception is MatizException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The first bytes of a file; null where there is none or it cannot be read.</summary>
    public static byte[]? ReadStart(ModelFiles files, string name, int most)
    {
        try
        {
            if (LengthOf(files, name) is null) return null;
            using var stream = files.Open(name);
            if (stream is null) return null;
            byte[] bytes = new byte[most];
            int count = stream.ReadAtLeast(bytes, most, throwOnEndOfStream: false);
            return bytes[..count];
        }
        catch (Exception exception) when (exception is MatizException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // A pipe or a device has no length to go by, and would never end.
    private static long? LengthOf(ModelFiles files, string name)
    {
        if (files.LocalPathOf(name) is not { } path)
        {
            using var stream = files.Open(name);
            return stream?.Length;
        }

        var file = new FileInfo(path);
        bool isFile = file.Exists && !file.Attributes.HasFlag(FileAttributes.Device) && !file.Attributes.HasFlag(FileAttributes.Directory);
        return isFile && file.Length > 0 ? file.Length : null;
    }
}
