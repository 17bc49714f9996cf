namespace Matiz.Benchmarks;

/// <summary>Short texts for speed: 4 to 19 common words, the same in every run.</summary>
internal static class ShortTexts
{
    private static readonly string[] Words =
        "i feel so happy and a little sad about the movie today it was really good but long angry love fear when they said no".Split(' ');

    public static IEnumerable<string> Make(int count)
    {
        var random = new Random(42);
        for (int i = 0; i < count; i++)
            yield return string.Join(' ', Enumerable.Range(0, random.Next(4, 20)).Select(_ => Words[random.Next(Words.Length)]));
    }
}
