using System.Globalization;
using System.Text.RegularExpressions;

namespace Matiz.Hub;

/// <summary>The environment variables of Python's client, read as it reads them; empty ones count as not set.</summary>
internal static partial class HubEnvironment
{
    private const double LongestSeconds = 86_400;

    private static readonly string[] TelemetrySwitches = ["HF_HUB_DISABLE_TELEMETRY", "DISABLE_TELEMETRY", "DO_NOT_TRACK"];

    /// <summary>The settings that the variables make.</summary>
    /// <param name="variable">Gives a variable's value, null where it is not set.</param>
    /// <exception cref="HubException">A value cannot be used; the message names the variable.</exception>
    public static HubOptions Read(Func<string, string?> variable)
    {
        var set = new Variables(variable);
        string home = DefaultHomeFolder(variable);
        var defaults = new HubOptions { HomeFolder = home };
        return defaults with
        {
            Endpoint = set.Text("HF_ENDPOINT") is { } endpoint ? CheckedEndpoint("HF_ENDPOINT", endpoint) : defaults.Endpoint,
            EnvironmentToken = set.Token("HF_TOKEN") ?? set.Token("HUGGING_FACE_HUB_TOKEN"),
            UseImplicitToken = set.Flag("HF_HUB_DISABLE_IMPLICIT_TOKEN") != true,
            TokenFile = set.Folder("HF_TOKEN_PATH") ?? Path.Combine(home, "token"),
            CacheFolder = set.Folder("HF_HUB_CACHE") ?? set.Folder("HUGGINGFACE_HUB_CACHE") ?? Path.Combine(home, "hub"),
            IsOffline = set.Flag("HF_HUB_OFFLINE") ?? set.Flag("TRANSFORMERS_OFFLINE") ?? false,
            IsOfflineForDatasets = set.Flag("HF_DATASETS_OFFLINE"),
            UseLinks = set.Flag("HF_HUB_DISABLE_SYMLINKS") != true,
            ShowProgress = !set.Flag("HF_HUB_DISABLE_PROGRESS_BARS"),
            ETagTimeout = set.Seconds("HF_HUB_ETAG_TIMEOUT") ?? defaults.ETagTimeout,
            DownloadTimeout = set.Seconds("HF_HUB_DOWNLOAD_TIMEOUT") ?? defaults.DownloadTimeout,
            IsTelemetryUnwanted = TelemetrySwitches.Any(name => set.Flag(name) == true),
            UserAgentOrigin = set.UserAgentPart("HF_HUB_USER_AGENT_ORIGIN"),
        };
    }

    /// <summary><c>HF_HOME</c>, else <c>$XDG_CACHE_HOME/huggingface</c>, else <c>~/.cache/huggingface</c>.</summary>
    public static string DefaultHomeFolder(Func<string, string?> variable)
    {
        var set = new Variables(variable);
        if (set.Folder("HF_HOME") is { } home) return home;
        return Path.Combine(set.Folder("XDG_CACHE_HOME") ?? Path.Combine(UserFolder, ".cache"), "huggingface");
    }

    /// <summary>An address of a Hub without the slash at its end.</summary>
    /// <param name="name">The setting, for the message.</param>
    /// <param name="text">Its value.</param>
    /// <exception cref="HubException">No requests can be made with it.</exception>
    public static Uri CheckedEndpoint(string name, string text)
    {
        if (Uri.TryCreate(text.Trim().TrimEnd('/'), UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
            && address is { UserInfo: "", Query: "", Fragment: "", Host.Length: > 0 })
        {
            return address;
        }

        // What is before an @ may be a password, and a query may hold a token.
        string shown = text.Contains('@', StringComparison.Ordinal) ? "an address with a user" : $"'{text.Split('?', '#')[0]}'";
        throw Refused(
            name, shown, "The address of a Hub, such as https://huggingface.co, without user, query and fragment was expected.");
    }

    private static HubException Refused(string name, string found, string expected) =>
        new(HubFault.InvalidSetting, $"{name}: found {found}. {expected} Correct it or leave it out.");

    private static string UserFolder =>
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);

    [GeneratedRegex(@"\$(\{(?<name>\w+)\}|(?<name>\w+))", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex UnixVariable();

    [GeneratedRegex("%(?<name>[^%]+)%", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex WindowsVariable();

    /// <summary>Values by their kind.</summary>
    private readonly struct Variables(Func<string, string?> variable)
    {
        public string? Text(string name) => variable(name) is { Length: > 0 } value && !string.IsNullOrWhiteSpace(value) ? value : null;

        // Anything else than these four words is false.
        public bool? Flag(string name) => Text(name)?.ToUpperInvariant() is { } value ? value is "1" or "ON" or "YES" or "TRUE" : null;

        public string? Token(string name) => HubToken.Clean(variable(name)) is { } token ? HubToken.Checked(token, name) : null;

        public TimeSpan? Seconds(string name)
        {
            if (Text(name)?.Trim() is not { } text) return null;
            return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
                && seconds is > 0 and <= LongestSeconds
                ? TimeSpan.FromSeconds(seconds)
                : throw Refused(name, $"'{text}'", $"Seconds, more than 0 and at most {LongestSeconds:0}, were expected.");
        }

        public string? UserAgentPart(string name) => Text(name)?.Trim() is not { } text ? null
            : text.All(character => character is > ' ' and < (char)127) ? text
            : throw Refused(name, $"'{text}'", "Printable ASCII without blanks was expected.");

        /// <summary>A path, with <c>~</c> and variables put in.</summary>
        public string? Folder(string name)
        {
            if (Text(name) is not { } path) return null;
            if (path[0] == '~' && (path.Length == 1 || path[1] == '/' || path[1] == Path.DirectorySeparatorChar))
                path = UserFolder + path[1..];
            var value = variable;
            string Put(Match match) => value(match.Groups["name"].Value) ?? match.Value;
            path = UnixVariable().Replace(path, Put);
            if (OperatingSystem.IsWindows()) path = WindowsVariable().Replace(path, Put);
            return path.Contains('\0', StringComparison.Ordinal)
                ? throw Refused(name, "a NUL character", "A path was expected.")
                : path;
        }
    }
}
