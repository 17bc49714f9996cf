using System.Collections.Immutable;

namespace Matiz.Hub;

/// <summary>Whose token it is (reference: whoami).</summary>
/// <param name="Name">The user's name, the namespace of own repositories.</param>
/// <param name="FullName">The name as people write it, or null.</param>
/// <param name="Organizations">The names of organizations that the user belongs to.</param>
/// <param name="TokenName">What the user called the token, or null.</param>
/// <param name="TokenRole"><c>read</c>, <c>write</c> or <c>fineGrained</c>; null where the Hub does not say.</param>
public sealed record HubUser(string Name, string? FullName, ImmutableArray<string> Organizations, string? TokenName, string? TokenRole);
