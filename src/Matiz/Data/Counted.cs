using System.Globalization;

namespace Matiz.Data;

/// <summary>Numbers of things in messages: <c>1 row</c>, <c>2 rows</c>.</summary>
internal static class Counted
{
    /// <summary>The number and the word that fits it.</summary>
    /// <param name="number">How many.</param>
    /// <param name="one">The word for one.</param>
    /// <param name="many">The word for any other number; null: with an s.</param>
    public static string Words(long number, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {(number == 1 ? one : many ?? one + "s")}");
}
