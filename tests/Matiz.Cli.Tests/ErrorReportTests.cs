namespace Matiz.Cli.Tests;

public sealed class ErrorReportTests
{
    private const string Name = "Matiz.Formats, Version=0.1.0.0, Culture=neutral, PublicKeyToken=null";

    public static TheoryData<Exception, string> Parts => new()
    {
        { new FileNotFoundException("Could not load file or assembly", Name), "a part of the program is missing: Matiz.Formats." },
        { new FileLoadException("Could not load file or assembly", Name), "a part of the program cannot be loaded: Matiz.Formats." },
        { new BadImageFormatException("Bad IL format.", Name), "a part of the program is damaged: Matiz.Formats." },
        { new TypeInitializationException("T", new DllNotFoundException("libc")), "a part of the program is missing, damaged or of another version: one of its files." },
    };

    [Theory]
    [MemberData(nameof(Parts))]
    public void PartOfTheProgram_ThatIsNotRight_IsTheProgramsOwnFault(Exception exception, string message)
    {
        Assert.Equal(message + " All parts of one version were expected. Install matiz again.", ErrorReport.MessageOf(exception));
        Assert.Equal(1, ErrorReport.CodeOf(exception));
    }

    [Fact]
    public void FileThatHasGone_IsNoPartOfTheProgram() =>
        Assert.DoesNotContain("Install", ErrorReport.MessageOf(new FileNotFoundException("Could not find file '/a/b'.", "/a/b")), StringComparison.Ordinal);
}
