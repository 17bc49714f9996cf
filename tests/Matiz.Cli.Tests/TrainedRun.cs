namespace Matiz.Cli.Tests;

/// <summary>One finished run that several tests look at.</summary>
public sealed class TrainedRun : IDisposable
{
    public TrainedRun()
    {
        Folder = Workspace.Path("run");
        Finished = CliRun.Of([.. Workspace.TrainArguments("run"), "--json"]).Succeeded();
    }

    public Workspace Workspace { get; } = new();

    public string Folder { get; }

    internal CliRun Finished { get; }

    public void Dispose() => Workspace.Dispose();
}
