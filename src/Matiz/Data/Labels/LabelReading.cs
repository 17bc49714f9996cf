namespace Matiz.Data;

/// <summary>What whole numbers, and lists of 0 and 1, mean as labels of known classes. Other texts are names under every reading.</summary>
public enum LabelReading
{
    /// <summary>A number is the name of a class that is called so.</summary>
    Names,

    /// <summary>A number is the index of a class, from 0.</summary>
    Indices,

    /// <summary>Of several labels a row: one flag for each class, in label order (<c>[1, 0, 1]</c>: the first and the third).</summary>
    Flags,
}

/// <summary>The words of <see cref="LabelReading"/> on the command line.</summary>
internal static class LabelReadings
{
    /// <summary>The words, in the order of the enumeration.</summary>
    public static IReadOnlyList<string> Names { get; } = ["names", "indices", "flags"];

    /// <summary>The word of a reading.</summary>
    public static string ToWord(this LabelReading reading) => Names[(int)reading];

    /// <summary>The reading of a word.</summary>
    /// <exception cref="DataException">The word is none of <see cref="Names"/>.</exception>
    public static LabelReading Parse(string word)
    {
        for (int i = 0; i < Names.Count; i++)
        {
            if (string.Equals(Names[i], word, StringComparison.Ordinal)) return (LabelReading)i;
        }

        throw new DataException(
            $"'{word}' is no reading of labels. Expected {string.Join(", ", Names)}. Correct DataOptions.LabelReading.");
    }
}
