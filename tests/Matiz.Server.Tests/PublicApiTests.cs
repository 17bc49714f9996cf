using Matiz.Testing;
using PublicApiGenerator;

namespace Matiz.Server.Tests;

/// <summary>
/// Holds what programs can use of the server to its file in <c>tests/PublicApi</c>; <c>MATIZ_ACCEPT_API=1</c> writes it anew.
/// </summary>
public sealed class PublicApiTests
{
    private static readonly ApiGeneratorOptions Options = new()
    {
        IncludeAssemblyAttributes = false,
        UseDenyNamespacePrefixesForExtensionMethods = false,
    };

    [Fact]
    public void Server_OffersWhatItsFileSays()
    {
        string path = Path.Combine(SharedFiles.RepositoryRoot, "tests", "PublicApi", "Matiz.Server.txt");
        string now = typeof(MatizServer).Assembly.GeneratePublicApi(Options).ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("MATIZ_ACCEPT_API") is "1") File.WriteAllText(path, now);
        Assert.Equal(File.ReadAllText(path), now);
    }
}
