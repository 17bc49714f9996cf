using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Matiz.Data;
using Matiz.Formats;
using Matiz.Formats.Disk;
using Matiz.Formats.Arrays;
using Matiz.Formats.Safetensors;
using Matiz.Inference;

namespace Matiz.Features;

/// <summary>
/// Features on the disk, found again by their content: a file is named by the hash of the encoder, the tokenizer, the pooling and the
/// texts, so nothing in it can be out of date. Files are written whole or not at all and checked by their own hash when they are read;
/// a damaged one is computed again. Above a limit the files that were not used for the longest time are removed.
/// </summary>
public sealed class FeatureCache
{
    /// <summary>The environment variable that moves the cache: features lie in its folder <c>features</c>.</summary>
    public const string EnvironmentVariable = "MATIZ_CACHE";

    private const string Extension = ".safetensors", HashKey = "sha256", FormatKey = "matiz.features", Format = "1";
    private const string Values = "features", Counts = "token_count", Dropped = "dropped_tokens";

    /// <summary>A cache in a folder, which is made when something is stored.</summary>
    /// <param name="folder">Null: <see cref="DefaultFolder"/>; where there is none either, nothing is kept.</param>
    /// <param name="maxBytes">The most that it holds. Default 4 GiB.</param>
    public FeatureCache(string? folder = null, long maxBytes = 4L << 30)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        (Folder, MaxBytes) = (folder ?? DefaultFolder, maxBytes);
    }

    /// <summary>
    /// <c>$MATIZ_CACHE/features</c>, else <c>$XDG_CACHE_HOME/matiz/features</c>, else <c>~/.cache/matiz/features</c> (on Windows below the
    /// local application data). A <c>~</c> at the beginning is the home folder. Null where the home folder is asked for and there is none.
    /// </summary>
    public static string? DefaultFolder
    {
        get
        {
            if (Environment.GetEnvironmentVariable(EnvironmentVariable) is { Length: > 0 } own)
                return CacheHome.Expand(own) is { } moved ? Path.Combine(moved, "features") : null;
            string? cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            if (string.IsNullOrEmpty(cache) || !Path.IsPathRooted(cache)) cache = CacheHome.Default;
            return cache is null ? null : Path.Combine(cache, "matiz", "features");
        }
    }

    /// <summary>Where the files lie; null where there is no place for them.</summary>
    public string? Folder { get; }

    /// <summary>The most bytes that stay after something was stored.</summary>
    public long MaxBytes { get; }

    /// <summary>The name under which the features of rows are stored; labels and places of the rows do not matter.</summary>
    public static string KeyOf(FeatureExtractor extractor, Dataset rows)
    {
        ArgumentNullException.ThrowIfNull(extractor);
        ArgumentNullException.ThrowIfNull(rows);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Convert.FromHexString(extractor.Fingerprint));
        foreach (var row in rows)
        {
            Append(hash, row.Text);
            hash.AppendData([row.TextPair is null ? (byte)0 : (byte)1]);
            if (row.TextPair is { } pair) Append(hash, pair);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Reads what was stored; null where there is nothing, or nothing whole.</summary>
    internal FeatureBatch? Read(string key, int rows, int columns)
    {
        if (PathOf(key) is not { } path || !File.Exists(path)) return null;
        try
        {
            using var file = SafetensorsFile.Open(path);
            if (!Is(file, FormatKey, Format)) return null;
            var found = new FeatureBatch(
                Read<float>(file, Values, (long)rows * columns), Read<int>(file, Counts, rows), Read<int>(file, Dropped, rows));
            if (!Is(file, HashKey, HashOf(key, found))) return null;
            Touch(path);
            return found;
        }
        catch (Exception exception) when (exception is SafetensorsException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Stores features.</summary>
    /// <returns>What kept it from doing so; null where it did. A cache that cannot be written is no reason to fail.</returns>
    internal string? Write(string key, FeatureBatch features, int rows, int columns)
    {
        if (PathOf(key) is not { } path)
        {
            return
                "the features were not kept: there is no home folder for the cache (HOME). A folder that exists was expected. "
                + $"Name one with {EnvironmentVariable}.";
        }

        try
        {
            AtomicFolder.Make(Folder!);
            SafetensorsWriter.Write(
                path,
                [
                    TensorToWrite.From<float>(Values, [rows, columns], features.Values),
                    TensorToWrite.From<int>(Counts, [rows], features.TokenCounts),
                    TensorToWrite.From<int>(Dropped, [rows], features.DroppedTokens),
                ],
                new Dictionary<string, string>(StringComparer.Ordinal) { [FormatKey] = Format, [HashKey] = HashOf(key, features) });
            RemoveOldest(Folder!);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (Read(key, rows, columns) is not null) return null;              // another process has kept the same meanwhile

            // Without the name of the file: said of every split, it is one and the same line.
            string found = exception is FileWriteException fault ? fault.Found : "it cannot be written";
            return
                $"{Folder}: the features were not kept: {found}. "
                + $"A folder that can be written was expected. Move it with {EnvironmentVariable}.";
        }
    }

    private static void Append(IncrementalHash hash, string text)
    {
        hash.AppendData(BitConverter.GetBytes(text.Length));
        hash.AppendData(MemoryMarshal.AsBytes(text.AsSpan()));
    }

    private static bool Is(SafetensorsFile file, string key, string value) =>
        file.Metadata.TryGetValue(key, out string? found) && string.Equals(found, value, StringComparison.Ordinal);

    private static T[] Read<T>(SafetensorsFile file, string name, long length)
        where T : unmanaged
    {
        var tensor = file[name];
        if (tensor.DType != ArrayDTypes.For<T>() || tensor.ElementCount != length)
            throw new SafetensorsException(file.Path, $"'{name}' is {tensor}, expected {length} of {ArrayDTypes.For<T>()}.", name);
        var values = new T[length];
        file.CopyBytes(name, 0, MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    // The key is hashed as well, so that a file under another name is not taken for this one.
    private static string HashOf(string key, FeatureBatch features)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Convert.FromHexString(key));
        hash.AppendData(MemoryMarshal.AsBytes(features.Values.AsSpan()));
        hash.AppendData(MemoryMarshal.AsBytes(features.TokenCounts.AsSpan()));
        hash.AppendData(MemoryMarshal.AsBytes(features.DroppedTokens.AsSpan()));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // What other processes remove meanwhile, and what may not be looked at, is passed over.
    private void RemoveOldest(string folder)
    {
        long kept = 0;
        try
        {
            AtomicFile.RemoveLeftovers(folder, TimeSpan.FromHours(1));
            var files = new DirectoryInfo(folder).GetFiles("*" + Extension).Where(file => file.Exists);
            foreach (var file in files.OrderByDescending(file => file.LastWriteTimeUtc))
            {
                kept += file.Exists ? file.Length : 0;
                if (kept > MaxBytes) file.Delete();
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next one that stores something tries again.
        }
    }

    // The limit removes what was not used for the longest time; a cache that may only be read is read all the same.
    private static void Touch(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // As old as it was.
        }
    }

    private string? PathOf(string key) => Folder is null ? null : Path.Combine(Folder, key + Extension);
}
