using Matiz.Cli.Terminal;
using Matiz.Hub;

namespace Matiz.Cli.Hub;

/// <summary>A user of the Hub in one line.</summary>
internal static class HubUserLine
{
    /// <summary><c>ana (Ana Gómez), in lab and school; token 'laptop' may read</c>.</summary>
    public static string Describe(HubUser user)
    {
        string name = user.FullName is { Length: > 0 } full && full != user.Name ? $"{user.Name} ({full})" : user.Name;
        string organizations = user.Organizations.Length == 0 ? "" : ", in " + string.Join(", ", user.Organizations);
        string rights = user.TokenRole switch
        {
            "read" => " may read",
            "write" => " may read and write",
            "fineGrained" => " has the rights chosen for it",
            { } other => $" has the role {other}",
            _ => "",
        };
        string token = user.TokenName is { } own ? $"; token '{own}'{rights}" : rights.Length > 0 ? $"; the token{rights}" : "";
        return PlainText.Clean(name + organizations + token);
    }
}
