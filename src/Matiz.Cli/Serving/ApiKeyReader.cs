namespace Matiz.Cli.Serving;

/// <summary>The keys that a server asks for: of the command line, of a file, or of the environment. No message holds one.</summary>
internal static class ApiKeyReader
{
    /// <summary>The variable of the environment.</summary>
    public const string Variable = "MATIZ_API_KEY";

    private const UnixFileMode OfOthers = UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>The keys; empty where none are asked for.</summary>
    /// <param name="key">That of the command line.</param>
    /// <param name="file">The file.</param>
    /// <param name="notes">Told of a file that others may read.</param>
    /// <exception cref="UsageException">Both are given, or a key is none that a header can hold.</exception>
    public static IReadOnlyList<string> Read(string? key, string? file, Notes notes)
    {
        if (key is not null && file is not null)
            throw new UsageException("--api-key and --api-key-file were both given. One was expected. Put all keys into the file.");
        if (file is not null) return ReadFile(file, notes);
        string place = key is null ? Variable : "--api-key";
        key ??= Environment.GetEnvironmentVariable(Variable);
        return key is null ? [] : [Checked(key, place)];
    }

    private static IReadOnlyList<string> ReadFile(string path, Notes notes)
    {
        var keys = new List<string>();
        int number = 0;
        foreach (string text in SmallFile.ReadText(path, "A file of keys, one a line, (--api-key-file)").Split('\n'))
        {
            number++;
            string line = text.Trim();
            if (line.Length > 0 && line[0] != '#') keys.Add(Checked(line, $"{path}:{number}"));
        }

        if (keys.Count == 0)
            throw new UsageException($"{path}: there is no key in it. One a line was expected. Add one, or leave --api-key-file out.");
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & OfOthers) != UnixFileMode.None)
            notes.Warn($"{path}: other users of this machine may read the keys. Take their permission away: chmod 600 {path}");
        return keys;
    }

    private static string Checked(string key, string place)
    {
        if (key.Length == 0)
        {
            throw new UsageException(
                $"{place}: the key is empty, so anyone might ask. A key was expected. Give one, or leave it out to ask for none.");
        }

        if (key.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0) return key;
        throw new UsageException(
            $"{place}: the key holds a blank or a character that is no printable ASCII, which the header Authorization cannot carry. "
            + "One without was expected. Take another key.");
    }
}
