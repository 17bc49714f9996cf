using System.Reflection;
using Matiz.Formats;
using Matiz.Formats.Npy;
using Matiz.Inference;
using Matiz.Tensors;

namespace Matiz.Cli.Tests;

public sealed class ErrorReportTests
{
    private const string Name = "Matiz.Formats, Version=0.1.0.0, Culture=neutral, PublicKeyToken=null";

    public static TheoryData<Exception, string> Parts => new()
    {
        { new FileNotFoundException("Could not load file or assembly", Name), "a part of the program is missing: Matiz.Formats." },
        { new FileLoadException("Could not load file or assembly", Name), "a part of the program cannot be loaded: Matiz.Formats." },
        { new BadImageFormatException("Bad IL format.", Name), "a part of the program is damaged: Matiz.Formats." },
        { new TypeInitializationException(
            "T", new DllNotFoundException("libc")), "a part of the program is missing, damaged or of another version: one of its files." },
    };

    [Theory]
    [MemberData(nameof(Parts))]
    public void PartOfTheProgram_ThatIsNotRight_IsTheProgramsOwnFault(Exception exception, string message)
    {
        Assert.Equal(message + " All parts of one version were expected. Install matiz again.", ErrorReport.MessageOf(exception));
        Assert.Equal(1, ErrorReport.CodeOf(exception));
    }

    [Fact]
    public void EveryExceptionOfTheLibraries_IsTheUsersOrTheMachines() =>
        Assert.Empty(
            from assembly in (Assembly[])[typeof(MatizException).Assembly, typeof(Tensor).Assembly, typeof(TextClassifier).Assembly]
            from type in assembly.GetTypes()
            where type.IsAssignableTo(typeof(Exception))
            where !type.IsAssignableTo(typeof(MatizException))
            where !type.IsAssignableTo(typeof(IOException)) && !type.IsAssignableTo(typeof(OperationCanceledException))
            where type.Name is not "CertificateFaultException"              // told as a HubException by the one that opens connections
            select type.FullName);

    [Fact]
    public void DamagedArrayFile_IsTheUsers()
    {
        var exception = new NpyException("umap.npy", "the header is cut short. A whole file was expected. Save it again.");
        Assert.Equal(2, ErrorReport.CodeOf(exception));
        Assert.Equal(exception.Message, ErrorReport.MessageOf(exception));
    }

    [Fact]
    public void FileThatHasGone_IsNoPartOfTheProgram() =>
        Assert.DoesNotContain(
            "Install", ErrorReport.MessageOf(new FileNotFoundException("Could not find file '/a/b'.", "/a/b")), StringComparison.Ordinal);

    [Theory]
    [InlineData("predictions.jsonl")]
    [InlineData("dataset_info.json")]
    [InlineData("all_results.json")]
    [InlineData("training_args.json")]
    public void FileOfARun_ThatIsABrokenLink_ExitTwo(string file)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links take rights there");
        using var workspace = new Workspace();
        CliRun.Of(workspace.TrainArguments("run", "--max-steps", "1", "--no-report")).Succeeded();
        string path = Path.Combine(workspace.Path("run"), file);
        File.Delete(path);
        File.CreateSymbolicLink(path, workspace.Path("gone"));
        var run = CliRun.Of("errors", workspace.Path("run"));
        Assert.Equal(2, run.Code);
        Assert.StartsWith(
            $"matiz: {path}: this is a link to '{workspace.Path("gone")}', where nothing is. ", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }
}
