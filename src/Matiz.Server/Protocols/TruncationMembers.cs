using System.Text.Json;
using Matiz.Server.Requests;
using Matiz.Tokenizers;

namespace Matiz.Server.Protocols;

/// <summary>How a request wants texts cut that are too long: the members <c>truncate</c> and <c>truncation_direction</c>.</summary>
internal static class TruncationMembers
{
    /// <summary>The member that says whether a long text is cut.</summary>
    public const string TruncateKey = "truncate";

    /// <summary>The member that says on which side.</summary>
    public const string DirectionKey = "truncation_direction";

    /// <summary>
    /// Whether it is cut; else it is a fault. Where the request does not say, it is cut (<c>auto_truncate</c> of the server).
    /// </summary>
    public static bool Truncates(JsonElement parent) => JsonFields.Flag(parent, TruncateKey, defaultValue: true);

    /// <summary>
    /// The side that is cut off; where the request does not say, the tokenizer's own, which is nearly always the right one.
    /// </summary>
    public static TruncationSide? Side(JsonElement parent) =>
        JsonFields.Choice(parent, DirectionKey, "right", "left", "Right", "Left") switch
        {
            null => null,
            "left" or "Left" => TruncationSide.Left,
            _ => TruncationSide.Right,
        };
}
