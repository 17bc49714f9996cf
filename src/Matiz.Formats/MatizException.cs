using System.Text.RegularExpressions;

namespace Matiz.Formats;

/// <summary>
/// Something that whoever gave files, data or settings can put right: what was found, where, what was expected, what to do. Every
/// exception of Matiz that is not the machine's fault is one; a disk that refuses a file is a <see cref="Disk.FileWriteException"/>.
/// </summary>
public abstract partial class MatizException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">
    /// Found, expected, what to do. A setting is named by type and property, as in <c>DataOptions.TextColumn</c>.
    /// </param>
    /// <param name="innerException">What noticed it, or null.</param>
    protected MatizException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>
    /// The setting concerned, by type and property, as the message names it first (<c>DataOptions.TextColumn</c>); null where it names
    /// none.
    /// </summary>
    public string? Property => SettingName().Match(Message) is { Success: true, Value: var name } ? name : null;

    [GeneratedRegex(
        @"\b[A-Z][A-Za-z]*(Options|Arguments|Files|Request)\.[A-Z][A-Za-z0-9]*\b",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex SettingName();
}
