namespace Matiz.Testing;

/// <summary>Who stands behind a token of the <see cref="TestHub"/>.</summary>
/// <param name="Name">The user's name, which is also a namespace.</param>
/// <param name="Token">The token.</param>
/// <param name="Role"><c>read</c>, <c>write</c> or <c>fineGrained</c>.</param>
/// <param name="Organizations">The organizations of the user, further namespaces.</param>
public sealed record TestHubUser(string Name, string Token, string Role, params string[] Organizations)
{
    /// <summary>Whether a repository lies in a namespace of the user.</summary>
    internal bool Owns(string id)
    {
        string space = id.Split('/')[0];
        return space == Name || Organizations.Contains(space, StringComparer.Ordinal);
    }
}
