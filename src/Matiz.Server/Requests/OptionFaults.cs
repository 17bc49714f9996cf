using System.Text.RegularExpressions;
using Matiz.Formats;
using Matiz.Inference.Queues;
using Matiz.Models;

namespace Matiz.Server.Requests;

/// <summary>
/// Faults of options in the words of the request: the library names its own settings (<c>ClassificationOptions.MinScore</c>) and files of
/// the server, which no client knows.
/// </summary>
internal static partial class OptionFaults
{
    private const string Prefix = "ClassificationOptions.";

    /// <summary>Does something, and renames the settings in what goes wrong.</summary>
    /// <param name="memberOf">What the request calls an option; null: it has none of that name.</param>
    /// <param name="answer">What is done.</param>
    /// <exception cref="RequestException">It failed by a fault of the request.</exception>
    public static async Task<T> NameMembersAsync<T>(Func<string, string?> memberOf, Func<Task<T>> answer)
    {
        try
        {
            return await answer().ConfigureAwait(false);
        }
        catch (MatizException exception) when (exception is not (RequestException or QueueRefusedException))
        {
            throw new RequestException(RequestFault.Invalid, Rename(exception, memberOf), exception);
        }
    }

    private static string Rename(MatizException exception, Func<string, string?> memberOf)
    {
        string message = exception is ModelException model ? model.Reason : exception.Message;
        return OptionName().Replace(message, found => memberOf(found.Value[Prefix.Length..]) is { } member ? $"'{member}'" : found.Value);
    }

    [GeneratedRegex(@"ClassificationOptions\.[A-Za-z]+", RegexOptions.NonBacktracking)]
    private static partial Regex OptionName();
}
