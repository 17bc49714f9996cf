using Matiz.Cli.Native;
using Matiz.Testing;

namespace Matiz.Cli.Tests.Native;

public sealed class WiderProgramTests
{
    [Fact]
    public void Become_InAProgramThatIsCompiledAsItRuns_ComesBack() => WiderProgram.Become();

    [Theory]
    [InlineData("tools/publish-native")]
    [InlineData("docs/native.md")]
    public void FileName_StandsIn(string path) =>
        Assert.Contains(
            WiderProgram.FileName, File.ReadAllText(Path.Combine(SharedFiles.RepositoryRoot, path)), StringComparison.Ordinal);
}
