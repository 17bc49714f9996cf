using Matiz.Testing;

namespace Matiz.Tests.Sharing.Cards;

/// <summary>
/// Holds a text to a file in <c>tests/Goldens</c>, so that a change of it is seen and read. Where one is meant, the tests are run once with
/// <c>MATIZ_ACCEPT_CARDS=1</c>, which writes the files.
/// </summary>
internal static class AcceptedText
{
    public static void Check(string file, string text)
    {
        string path = SharedFiles.Golden(file);
        if (Environment.GetEnvironmentVariable("MATIZ_ACCEPT_CARDS") is "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }

        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), text);
    }
}
