using System.Reflection;
using Matiz.Defaults;
using Matiz.Formats;
using Matiz.Inference;
using Matiz.Tensors;
using Matiz.Testing;
using PublicApiGenerator;

namespace Matiz.Tests;

/// <summary>
/// Holds what programs can use to the files in <c>tests/PublicApi</c>, so that a change of it is seen. Where one is meant, the tests are
/// run once with <c>MATIZ_ACCEPT_API=1</c>, which writes the files.
/// </summary>
public sealed class PublicApiTests
{
    private static readonly ApiGeneratorOptions Options = new()
    {
        IncludeAssemblyAttributes = false,
        UseDenyNamespacePrefixesForExtensionMethods = false,
    };

    private static readonly Dictionary<string, Assembly> Libraries = new(StringComparer.Ordinal)
    {
        ["Matiz"] = typeof(TextClassifier).Assembly,
        ["Matiz.Tensors"] = typeof(Tensor).Assembly,
        ["Matiz.Formats"] = typeof(AtomicFile).Assembly,
        ["Matiz.Defaults"] = typeof(EmbeddedEncoder).Assembly,
    };

    public static TheoryData<string> Names => [.. Libraries.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Library_OffersWhatItsFileSays(string name)
    {
        string path = Path.Combine(SharedFiles.RepositoryRoot, "tests", "PublicApi", name + ".txt");
        string now = Libraries[name].GeneratePublicApi(Options).ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("MATIZ_ACCEPT_API") is "1") File.WriteAllText(path, now);
        var expected = File.ReadAllLines(path).ToHashSet(StringComparer.Ordinal);
        var found = now.TrimEnd('\n').Split('\n').ToHashSet(StringComparer.Ordinal);
        Assert.Equal([], expected.Except(found).Select(line => $"{name} lacks: {line.Trim()}"));
        Assert.Equal([], found.Except(expected).Select(line => $"{name} has besides: {line.Trim()}"));
        Assert.Equal(File.ReadAllText(path), now);              // what stands in several types, and its order
    }
}
