using Matiz.Hub;
using Matiz.Inference;
using Matiz.Models;
using Matiz.Testing;
using Matiz.Tokenizers;
using Matiz.Weights;

namespace Matiz.Tests.Hub;

/// <summary>Every door that takes a folder takes an id as well, and gives the same.</summary>
public sealed class HubModelsTests
{
    private const string Text = "I saw a movie today and it was really good.";

    private static readonly Lazy<string> Commit = new(Fill);

    private static string Folder => SharedFiles.Golden("tiny/distilbert/sequence-classification");

    [Fact]
    public void Load_ById_IsTheModelOfTheFolder()
    {
        _ = Commit.Value;
        Assert.Equal(TextClassifier.Load(Folder).Classify(Text).Logits, TextClassifier.Load("user/tiny").Classify(Text).Logits);
        var atCommit = TextClassifier.Load("user/tiny", revision: Commit.Value);
        Assert.Equal(TextClassifier.Load(Folder).Classify(Text).Logits, atCommit.Classify(Text).Logits);
        Assert.Equal(FeatureExtractor.Load(Folder).FeatureCount, FeatureExtractor.Load("user/tiny").FeatureCount);
    }

    [Fact]
    public void FromPretrained_ById_OpensEachKind()
    {
        _ = Commit.Value;
        Assert.Equal(
            AutoTokenizer.FromPretrained(Folder).Encode(Text).Ids, AutoTokenizer.FromPretrained("user/tiny", "main").Encode(Text).Ids);
        Assert.Equal(6, AutoModelForSequenceClassification.FromPretrained("user/tiny").Labels.Count);
        Assert.NotNull(AutoModel.FromPretrained("user/tiny", from: WeightFormat.All[0]));
        Assert.NotNull(AutoModelForTokenClassification.FromPretrained("user/tiny", new(["a", "b"])));
        Assert.NotNull(AutoModelForQuestionAnswering.FromPretrained("user/tiny", newHead: true));
        Assert.NotNull(AutoModelForMaskedLM.FromPretrained("user/tiny", newHead: true));
    }

    [Fact]
    public void FromPretrained_WeightsOfAFrameworkThatIsNotThere_SaysSo() => Assert.StartsWith(
        "user/tiny: there are no weights under a name that is read: neither pytorch_model.bin, nor an index of parts.",
        Assert.Throws<HubException>(() => AutoModel.FromPretrained(
            "user/tiny", from: WeightFormat.All.First(format => format.Name == "pytorch"), revision: Commit.Value)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Load_AnUnknownId_SaysThatItWasNoPathEither() => Assert.StartsWith(
        "'user/none': there is no such path, so it was looked for as an id of the Hub. user/none: offline mode is on, ",
        Assert.Throws<HubException>(() => TextClassifier.Load("user/none")).Message, StringComparison.Ordinal);

    [Fact]
    public void Load_ASnapshotWhoseLinkLeadsNowhere_IsAMissingFile()
    {
        using var made = new MadeCache();
        File.Delete(made.Add("config.json", "{}"));
        made.Refer("main", MadeCache.First);
        var options = new HubOptions { CacheFolder = made.Folder, IsOffline = true, PinsFile = "" };
        var error = Assert.Throws<HubException>(() => HubModels.Open("user/tiny", options: options, cancellationToken: default));
        Assert.True(error.IsOfTheCaller);
    }

    // The cache that the environment names, offline from then on.
    private static string Fill()
    {
        using var hub = TestHub.Start();
        string commit = hub.AddTiny().Head.Id;
        var options = new HubOptions { Endpoint = new Uri(hub.Endpoint), HomeFolder = OfflineHome.Folder, Token = "", PinsFile = "" };
        using var downloads = new HubDownloads(options);
        downloads.SnapshotAsync(HubRepository.Model("user/tiny")).GetAwaiter().GetResult();
        return commit;
    }
}
