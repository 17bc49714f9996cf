using System.Net;
using Matiz.Formats;

namespace Matiz.Hub;

/// <summary>
/// The Hub did not give what it was asked for. The message is one line: what was found, what was expected, what to do. It never holds a
/// token.
/// </summary>
public sealed class HubException : MatizException
{
    /// <summary>Makes the error.</summary>
    /// <param name="kind">Why.</param>
    /// <param name="message">Found, expected, what to do.</param>
    /// <param name="innerException">What noticed it, or null.</param>
    public HubException(HubFault kind, string message, Exception? innerException = null)
        : base(message, innerException) => Kind = kind;

    /// <summary>Why.</summary>
    public HubFault Kind { get; }

    /// <summary>The status of the answer; null where there was none.</summary>
    public HttpStatusCode? StatusCode { get; init; }

    /// <summary>The commit that has no such file, where the server says so (<see cref="HubFault.EntryNotFound"/>); else null.</summary>
    public string? Commit { get; init; }

    /// <summary>The id that the server gave the request, for its keepers; null where it gave none.</summary>
    public string? RequestId { get; init; }

    /// <summary>
    /// Whether the caller can put it right (a name, a token, a setting); false where the machine, the network or the Hub is at fault.
    /// </summary>
    public bool IsOfTheCaller => Kind is HubFault.InvalidId or HubFault.InvalidSetting or HubFault.RepositoryNotFound or HubFault.Gated
        or HubFault.RevisionNotFound or HubFault.EntryNotFound or HubFault.Disabled or HubFault.Unauthorized or HubFault.Forbidden
        or HubFault.Conflict or HubFault.BadRequest or HubFault.Offline or HubFault.Cache or HubFault.Pin;

    /// <summary>What the server says of the error, as one line; null where it says nothing.</summary>
    internal string? Said { get; init; }

    /// <summary>Whether the same request may succeed a moment later.</summary>
    internal bool MayPass { get; init; }

    /// <summary>How long the server asks to wait before that; null: it does not say.</summary>
    internal TimeSpan? Wait { get; init; }

    /// <summary>An id that breaks a rule.</summary>
    internal static HubException OfId(string id, string fault) => new(
        HubFault.InvalidId,
        $"'{id}' is no id of the Hub: {fault}. An id such as 'distilbert-base-uncased' or 'user/emotion' was expected. Correct it.");
}
