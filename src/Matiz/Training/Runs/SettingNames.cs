using System.Text.Json;

namespace Matiz.Training;

/// <summary>How a named setting is spelled in files and on the command line: <c>constant_with_warmup</c>.</summary>
public static class SettingNames
{
    /// <summary>The spelling of a value.</summary>
    public static string Name<TEnum>(TEnum value)
        where TEnum : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>Every spelling, in the order of the enumeration.</summary>
    public static IReadOnlyList<string> All<TEnum>()
        where TEnum : struct, Enum => [.. Enum.GetValues<TEnum>().Select(Name)];

    /// <summary>The value of a spelling.</summary>
    /// <exception cref="TrainingException">There is no such value; the message lists them.</exception>
    public static TEnum Parse<TEnum>(string name)
        where TEnum : struct, Enum
    {
        foreach (var value in Enum.GetValues<TEnum>())
        {
            if (string.Equals(Name(value), name, StringComparison.Ordinal)) return value;
        }

        throw new TrainingException($"'{name}' is unknown; one of {string.Join(", ", All<TEnum>())} was expected. Correct the setting.");
    }
}
