using System.Globalization;
using System.Text.RegularExpressions;
using Matiz.Testing;

namespace Matiz.Tests;

/// <summary>What no build enforces of the way the code is written.</summary>
public sealed partial class StyleTests
{
    private static readonly string[] Roots = ["src", "tests", "benchmarks", "tools"];

    private static readonly string[] Libraries = ["Matiz.Tensors", "Matiz.Formats", "Matiz.Defaults", "Matiz", "Matiz.Server"];

    [Fact]
    public void Line_IsNoLongerThanTheEditorConfigSays()
    {
        string config = File.ReadAllText(Path.Combine(SharedFiles.RepositoryRoot, ".editorconfig"));
        int most = int.Parse(LongestLine().Match(config).Groups["columns"].Value, CultureInfo.InvariantCulture);
        Assert.Equal(
            [], Lines(Roots).Where(line => line.Text.Length > most).Select(line => $"{line.Place} has {line.Text.Length} columns"));
    }

    /// <summary>A library is used by programs: it names its settings and calls, which the command line says in its own words.</summary>
    [Fact]
    public void Library_SpeaksOfNoCommandLine() =>
        Assert.Equal([], from line in Lines([.. Libraries.Select(library => Path.Combine("src", library))])
                         where !line.Text.TrimStart().StartsWith("//", StringComparison.Ordinal)
                         where WordOfTheCommandLine().IsMatch(line.Text)
                         select $"{line.Place}: {line.Text.Trim()}");

    private static IEnumerable<(string Place, string Text)> Lines(IEnumerable<string> roots) =>
        from root in roots
        from file in Directory.EnumerateFiles(Path.Combine(SharedFiles.RepositoryRoot, root), "*.cs", SearchOption.AllDirectories)
        let name = Path.GetRelativePath(SharedFiles.RepositoryRoot, file)
        where !BuildOutput().IsMatch(name)
        from line in File.ReadLines(file).Select((text, index) => ($"{name}:{index + 1}", text))
        select line;

    [GeneratedRegex(@"^max_line_length = (?<columns>\d+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex LongestLine();

    // Within a string: --option, or a command such as matiz train. A model card, which says how the model is used, is no message.
    [GeneratedRegex(
        @"""[^""]*((?<![\w}])--[a-z{]|\bmatiz (train|features|explore|predict|evaluate|errors|fix|compare|calibrate|convert|tokenize"
            + @"|report|info|data|hub|serve|bench)\b)",
        RegexOptions.ExplicitCapture)]
    private static partial Regex WordOfTheCommandLine();

    [GeneratedRegex(@"[\\/](bin|obj)[\\/]", RegexOptions.ExplicitCapture)]
    private static partial Regex BuildOutput();
}
