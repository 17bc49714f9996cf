using Matiz.Hub.Login;

namespace Matiz.Hub;

/// <summary>Which token is sent, and what may be one.</summary>
internal static class HubToken
{
    private const int LongestToken = 4096;

    /// <summary>The token that goes with a request that reads; null: none.</summary>
    /// <exception cref="HubException">It has a character that cannot be sent, or its file cannot be read.</exception>
    public static string? ToRead(HubOptions options) => options.Token is null && !options.UseImplicitToken ? null : Any(options);

    /// <summary>The token that goes with a request that needs one.</summary>
    /// <exception cref="HubException">There is none.</exception>
    public static string ToWrite(HubOptions options) => Any(options) ?? throw new HubException(
        HubFault.Unauthorized,
        "no token is there to send. A token of the Hub was expected. Log in (HubLogin.SaveAsync), or set HF_TOKEN.");

    /// <summary>Where the token stands that is sent, for messages.</summary>
    public static string SourceOf(HubOptions options) =>
        options.Token is not null ? "HubOptions.Token" : options.EnvironmentToken is not null ? "HF_TOKEN" : options.TokenFile;

    /// <summary>A token that somebody wants to log in with.</summary>
    /// <exception cref="HubException">It is none.</exception>
    public static string ForLogin(string text)
    {
        string token = Clean(text) ?? throw new HubException(
            HubFault.InvalidSetting, "the token is empty. A token of the Hub, such as hf_…, was expected. Copy it again.");
        return token.StartsWith("api_org", StringComparison.Ordinal)
            ? throw new HubException(
                HubFault.InvalidSetting,
                "the token begins with api_org, and belongs to an organization. The token of a user (hf_…) was expected. Make one on the "
                    + "settings page of the Hub.")
            : Checked(token, "the token");
    }

    /// <summary>The token without line ends and blanks around it; null where nothing is left.</summary>
    public static string? Clean(string? text)
    {
        string? clean = text?.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal).Trim();
        return string.IsNullOrEmpty(clean) ? null : clean;
    }

    /// <summary>The token, if a header can take it. A message never shows it.</summary>
    /// <param name="token">The token.</param>
    /// <param name="source">Where it stands: a variable, a file, a setting.</param>
    /// <exception cref="HubException">It has a character that no header takes, or is far too long.</exception>
    public static string Checked(string token, string source)
    {
        string? fault = token.Length > LongestToken ? $"the token has {token.Length} characters"
            : token.Any(character => character is <= ' ' or >= (char)127) ? "the token has a blank or another character that cannot be sent"
            : null;
        return fault is null ? token : throw new HubException(
            HubFault.InvalidSetting, $"{source}: {fault}. A token of the Hub, such as hf_…, was expected. Copy it again.");
    }

    public static string? Any(HubOptions options)
    {
        if (options.Token is { } own) return Clean(own) is { } token ? Checked(token, "HubOptions.Token") : null;
        if (options.EnvironmentToken is { } environment) return environment;
        return Clean(PrivateFile.Read(options.TokenFile)) is { } stored ? Checked(stored, options.TokenFile) : null;
    }
}
