namespace Matiz.Cli.Tests.Runs;

/// <summary>An interruption after the model stands costs what comes after it, until the run goes on.</summary>
public sealed class InterruptedReportTests : IDisposable
{
    private readonly Workspace _workspace = new();

    [Fact]
    public void DuringTheBaselines_SaysHowToGoOn_AndGoesOn()
    {
        string run = _workspace.Path("run");
        string[] arguments = [.. _workspace.TrainArguments("run").Where(word => word is not "--quiet")];
        using var interrupt = new CancellationTokenSource();
        using var error = new Listener("baselines: ", interrupt);
        using (var host = new CommandHost { Input = Stream.Null, Output = new StringWriter(), Error = error, Interrupt = interrupt.Token })
            Assert.Equal(130, CommandLine.Run(arguments, host));
        Assert.EndsWith(
            $"matiz: interrupted; the model in {run} is complete, its report is not: go on with: matiz train --output {run} --resume\n",
            error.ToString(), StringComparison.Ordinal);
        Assert.False(
            File.Exists(Path.Combine(run, "report.html")) || File.Exists(Path.Combine(run, "baselines.json"))
                || File.Exists(Path.Combine(run, "run.lock")));
        string model = _workspace.HashOfModel("run");

        CliRun.Of("train", "--output", run, "--resume", "--quiet").Succeeded();

        Assert.True(
            File.Exists(Path.Combine(run, "report.html")) && File.Exists(Path.Combine(run, "baselines.json"))
                && File.Exists(Path.Combine(run, "umap.safetensors")));
        Assert.Equal(model, _workspace.HashOfModel("run"));
    }

    [Fact]
    public void OfTheReportCommand_TheRunStaysAsItIs()
    {
        string run = _workspace.Path("run");
        CliRun.Of(_workspace.TrainArguments("run")).Succeeded();
        foreach (string name in (string[])["baselines.json", "umap.safetensors", "report.html"]) File.Delete(Path.Combine(run, name));
        using var interrupt = new CancellationTokenSource();
        using var error = new Listener("baselines: ", interrupt);
        using (var host = new CommandHost { Input = Stream.Null, Output = new StringWriter(), Error = error, Interrupt = interrupt.Token })
            Assert.Equal(130, CommandLine.Run(["report", run], host));
        Assert.False(File.Exists(Path.Combine(run, "report.html")));
        CliRun.Of("report", run, "--quiet").Succeeded();
        Assert.True(File.Exists(Path.Combine(run, "baselines.json")));
    }

    public void Dispose() => _workspace.Dispose();

    // Interrupts when a certain line is said.
    private sealed class Listener(string line, CancellationTokenSource interrupt) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value is not null && value.StartsWith(line, StringComparison.Ordinal)) interrupt.Cancel();
        }
    }
}
