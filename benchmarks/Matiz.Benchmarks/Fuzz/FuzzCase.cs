namespace Matiz.Benchmarks;

/// <summary>A whole file and how it is read.</summary>
/// <param name="Name">Where it comes from.</param>
/// <param name="Whole">Its bytes.</param>
/// <param name="Read">Reads everything in bytes of this kind, under a path that begins with <see cref="FuzzReaders.Path"/>.</param>
internal sealed record FuzzCase(string Name, byte[] Whole, Action<byte[]> Read);

/// <summary>A reader of files of strangers.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Cases">Its files, of a folder of goldens.</param>
internal sealed record FuzzReader(string Name, Func<string, IReadOnlyList<FuzzCase>> Cases)
{
    /// <summary>The damaged file of a round.</summary>
    public static (FuzzCase Case, byte[] Bytes) Round(IReadOnlyList<FuzzCase> cases, int seed, int round)
    {
        var random = new Random(unchecked((seed * 1_000_003) + round));
        var chosen = cases[round % cases.Count];
        return (chosen, Testing.Mutations.Damage(chosen.Whole, random));
    }
}
