namespace Matiz.Cli.Tests;

/// <summary>One finished run of the feature route that several tests look at.</summary>
public sealed class FeaturesRun : IDisposable
{
    public FeaturesRun()
    {
        Folder = Workspace.Path("run");
        Finished = CliRun.Of([.. Workspace.FeaturesArguments("run"), "--save-model", "--json"]).Succeeded();
    }

    public Workspace Workspace { get; } = new();

    public string Folder { get; }

    internal CliRun Finished { get; }

    public void Dispose() => Workspace.Dispose();
}
