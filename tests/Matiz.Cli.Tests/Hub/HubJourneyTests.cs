using Matiz.Testing;

namespace Matiz.Cli.Tests.Hub;

/// <summary>What a new user does with the Hub, from one command to the next, each a process of its own.</summary>
public sealed class HubJourneyTests : IDisposable
{
    private readonly TestHub _hub = TestHub.Start();
    private readonly Workspace _workspace = new();

    public void Dispose()
    {
        _hub.Dispose();
        _workspace.Dispose();
    }

    [Fact]
    public void TrainedByIds_IsTheSameAsFromFolders()
    {
        _hub.AddModel("user/base", Without("expected.safetensors", Workspace.TinyModel));
        _hub.AddDataset("user/rows", new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            ["train.csv"] = File.ReadAllBytes(_workspace.Train),
            ["validation.csv"] = File.ReadAllBytes(_workspace.Validation),
            ["test.csv"] = File.ReadAllBytes(_workspace.Test),
        });
        Run(_workspace.TrainArguments("folders", "--max-steps", "2", "--no-report"));
        string[] byIds =
        [
            "train", "--model", "user/base", "--dataset", "user/rows", "--output", _workspace.Path("ids"),
            "--epochs", "2", "--batch-size", "8", "--learning-rate", "0.003", "--quiet", "--max-steps", "2", "--no-report",
        ];
        Run(byIds);
        Assert.Equal(_workspace.HashOfModel("folders"), _workspace.HashOfModel("ids"));
        Assert.False(_hub.TokenReachedCdn);
    }

    [Fact]
    public void PulledModel_Predicts_AndCanBePushed()
    {
        _hub.AddModel("user/emotion", Without("expected.safetensors", Workspace.TinyClassifier));
        var pulled = Run("hub", "pull", "user/emotion", "--json").Json;
        Assert.Equal(_hub.Find("user/emotion")!.Head.Id, pulled["commit"]!.GetValue<string>());
        string text = "I saw a movie today and it was really good.";
        string fromHub = Run("predict", "user/emotion", text, "--json").Output;
        Assert.Equal(Run("predict", Workspace.TinyClassifier, text, "--json").Output, fromHub);

        string folder = pulled["path"]!.GetValue<string>();
        _hub.ClearRequests();
        Run("hub", "push", folder, "user/copy", "--dry-run");
        Assert.DoesNotContain(_hub.Requests, request => request.Method is "PUT" or "DELETE");
        Assert.Null(_hub.Find("user/copy"));

        Run("hub", "push", folder, "user/copy", "--private");
        var copy = _hub.Find("user/copy")!;
        Assert.True(copy.IsPrivate);
        Assert.All(["config.json", "model.safetensors", "tokenizer.json"], name =>
            Assert.Equal(_hub.Find("user/emotion")![name].Content, copy[name].Content));
        Assert.Equal(fromHub, Run("predict", "user/copy", text, "--json").Output);
    }

    private CliRun Run(params string[] words) => ProgramProcess.Of(
        words, _workspace.Root, ("HF_ENDPOINT", _hub.Endpoint), ("HF_HOME", _workspace.Path("home")), ("HF_HUB_OFFLINE", null),
        ("HF_TOKEN", TestHub.WriteToken)).Succeeded();

    private static Dictionary<string, byte[]> Without(string name, string folder) =>
        TestHubFile.InFolder(folder).Where(file => file.Key != name).ToDictionary(StringComparer.Ordinal);
}
