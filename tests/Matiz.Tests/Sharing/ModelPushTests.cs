using Matiz.Hub;
using Matiz.Sharing;
using Matiz.Testing;
using Matiz.Tests.Hub;
using Matiz.Tests.Sharing.Cards;
using Matiz.Training;

namespace Matiz.Tests.Sharing;

public sealed class ModelPushTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly UploadPlace _place = new();

    private CancellationToken Cancellation { get; } = TestContext.Current.CancellationToken;

    private TestHubRepository Stored => _place.Hub.Find("user/emotion")!;

    public void Dispose()
    {
        _place.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task ARun_IsPushedWithItsCard_AndPulledAsItLies()
    {
        string path = Run();
        var result = await Push(path, "user/emotion", new PushOptions { IsPrivate = true, Message = "First" });

        Assert.True(result.IsNewRepository);
        Assert.True(Stored.IsPrivate);
        Assert.Equal("First", Stored.Head.Title);
        Assert.Equal($"{_place.Hub.Endpoint}/user/emotion", result.Url.AbsoluteUri);
        Assert.Equal(["README.md", "config.json", "model.safetensors", "tokenizer.json"], result.Commit.Files.Select(file => file.Path));
        foreach (var file in result.Commit.Files)
            Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(path, file.Path), Cancellation), Stored[file.Path].Content);
        Assert.Contains("matiz predict user/emotion", await Card(path), StringComparison.Ordinal);

        var pulled = await new HubDownloads(_place.Options).SnapshotAsync(
            HubRepository.Model("user/emotion"), "main", HubSelection.Everything, progress: null, Cancellation);
        foreach (var file in result.Commit.Files)
        {
            Assert.Equal(
                await File.ReadAllBytesAsync(Path.Combine(path, file.Path), Cancellation),
                await File.ReadAllBytesAsync(Path.Combine(pulled.Folder, file.Path), Cancellation));
        }

        var again = await Push(path, "user/emotion");
        Assert.True(again.Commit.IsUnchanged);
        Assert.False(again.IsNewRepository);
    }

    [Fact]
    public async Task FilesOfAnEarlierModel_ThatWouldBeReadWithThisOne_Go()
    {
        _place.Hub.AddModel(
            "user/emotion", ("config.json", "{}"), ("calibration.json", "{}"), ("modules.json", "[]"), ("notes.txt", "n"),
            ("LICENSE", "l"));
        const string Note = "user/emotion holds calibration.json, modules.json of an earlier model, which would be read with this one or "
            + "in its place. They go with the commit.";
        string path = Run();
        using (var push = await Prepare(path))
        {
            await push.PlanAsync(Cancellation);
            Assert.Contains(Note, push.Notes);
            Assert.Contains("modules.json", Stored.Head.Files.Keys);
        }

        var result = await Push(path, "user/emotion");

        Assert.Single(result.Notes, Note);
        Assert.Equal(
            ["LICENSE", "README.md", "config.json", "model.safetensors", "notes.txt", "tokenizer.json"],
            Stored.Head.Files.Keys.Where(static name => name[0] != '.').Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ABareName_IsOneOfTheUsersOwn()
    {
        var result = await Push(Run(), "emotion");

        Assert.Equal("user/emotion", result.Repository.Id);
        Assert.Single(_place.Hub.Requests, request => request.Target.EndsWith("whoami-v2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ACardOfItsOwner_IsSentAsItIs()
    {
        string path = Run();
        await File.WriteAllTextAsync(Path.Combine(path, "README.md"), "# Mine\n", Cancellation);
        using var push = await Prepare(path);

        Assert.Null(push.OwnCard);
        Assert.Contains("README.md is not as Matiz wrote it. It is sent as it is.", push.Notes);
        await push.SendAsync(cancellationToken: Cancellation);
        Assert.Equal("# Mine\n"u8.ToArray(), Stored["README.md"].Content);
        Assert.Equal("# Mine\n", await Card(path));
    }

    [Theory]
    [InlineData("main", false)]
    [InlineData("next", false)]
    [InlineData("main", true)]
    public async Task ACardThatWasChangedOnTheHub_Stays_UnlessOursIsNamed(string revision, bool isNamed)
    {
        string path = Run();
        await Push(path, "user/emotion");
        string changed = (await Card(path)).Replace("\n## ", "\nRead this first.\n\n## ", StringComparison.Ordinal);
        Stored.Commit("README.md", changed);
        string local = await Card(path);
        const string Note = "README.md of user/emotion was written or changed by somebody. It stays; include README.md to send the card of "
            + "this folder in its place.";

        var options = new PushOptions { Revision = revision, Include = isNamed ? ["README.md"] : [] };
        using var push = await ModelPush.PrepareAsync(
            path, "user/emotion", options with { Hub = _place.OptionsFor(TestHub.WriteToken) }, Cancellation);
        var result = await push.SendAsync(cancellationToken: Cancellation);

        Assert.Equal(isNamed, push.OwnCard is not null);
        Assert.Equal(isNamed, push.Files.Any(file => file.Path == "README.md"));
        Assert.Equal(isNamed ? 0 : 1, result.Notes.Count(note => note == Note));
        var sent = Stored.Find(revision)!.Files["README.md"].Content;
        Assert.Equal(isNamed ? local : changed, System.Text.Encoding.UTF8.GetString(sent));
        Assert.Equal(local, await Card(path));
    }

    [Fact]
    public async Task ACardThatWasWrittenOnTheHub_Stays_AndOneOfOursDoesNot()
    {
        string path = Run();
        _place.Hub.AddModel("user/emotion", ("README.md", "---\nlicense: mit\n---\n"));
        await Push(path, "user/emotion");
        Assert.Equal("---\nlicense: mit\n---\n"u8.ToArray(), Stored["README.md"].Content);

        _place.Hub.AddModel("user/older", ("README.md", ModelCard.ForFolder(path, HubRepository.Model("user/other")).Text));
        await Push(path, "user/older");
        Assert.Equal(
            await File.ReadAllBytesAsync(Path.Combine(path, "README.md"), Cancellation),
            _place.Hub.Find("user/older")!["README.md"].Content);
    }

    [Fact]
    public async Task ACardOfOurs_IsMadeAnew()
    {
        string path = Run();
        ModelCard.ForFolder(path).Save(path);
        string local = await Card(path);
        await Push(path, "user/emotion");

        Assert.NotEqual(local, await Card(path));
        Assert.Equal(ModelCard.ForFolder(path, HubRepository.Model("user/emotion")).Text, await Card(path));
    }

    [Fact]
    public async Task Preparing_WritesNothing()
    {
        string path = Run();
        using var push = await Prepare(path);
        var plan = await push.PlanAsync(Cancellation);

        Assert.False(plan.RepositoryExists);
        Assert.Equal(
            [("README.md", false), ("config.json", false), ("model.safetensors", true), ("tokenizer.json", false)],
            plan.Files.Select(file => (file.Path, file.IsLarge)));
        Assert.Empty(_place.Writes);
        Assert.False(File.Exists(Path.Combine(path, "README.md")));
    }

    [Theory]
    [InlineData("tokenizer.json", "{\n\"x\": \"hf_AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEfGh\"}", ":2")]
    [InlineData("README.md", "# Mine\n\nhf_AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEfGh\n", ":3")]
    [InlineData("config.json", "{\"architectures\": [\"BertForSequenceClassification\"], \"x\": \"hf_testhubwrite\"}", ":1")]
    public async Task ATokenInAFile_IsNeverSent_NorShown(string name, string content, string place)
    {
        string path = Run();
        await File.WriteAllTextAsync(Path.Combine(path, name), content, Cancellation);
        if (name is "config.json") File.Delete(Path.Combine(path, "training_args.json"));
        var exception = await Assert.ThrowsAsync<SharingException>(() => Prepare(path));

        Assert.StartsWith(
            Path.Combine(path, name) + place + ": an access token of the Hub stands here", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hf_A", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("testhub", exception.Message, StringComparison.Ordinal);
        Assert.Empty(_place.Hub.Requests);
    }

    [Fact]
    public async Task ATokenInALabel_IsFoundInTheCard()
    {
        string path = Run(new SampleRun { Rows = 20, Labels = ["joy", "hf_AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEfGh"] });
        File.Delete(Path.Combine(path, "config.json"));
        await File.WriteAllTextAsync(
            Path.Combine(path, "config.json"),
            """
            {"architectures": ["BertForSequenceClassification"],
             "id2label": {"0": "joy", "1": "hf\u005fAbCdEfGhIjKlMnOpQrStUvWxYzAbCdEfGh"}}
            """, Cancellation);
        var exception = await Assert.ThrowsAsync<SharingException>(() => Prepare(path));

        Assert.StartsWith(Path.Combine(path, "README.md:"), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PullRequestsAndBranches_GoWhereTheyAreMeant()
    {
        string path = Run();
        _place.Hub.AddModel("user/emotion", ("README.md", "# Theirs\n"));
        var branch = await Push(path, "user/emotion", new PushOptions { Revision = "v2" });
        Assert.Contains("model.safetensors", Stored.Find("v2")!.Files.Keys);
        Assert.Equal(["README.md"], Stored.Head.Files.Keys);
        Assert.Equal(branch.Commit.Commit, Stored.Find("v2")!.Id);

        var request = await Push(path, "user/emotion", new PushOptions { AsPullRequest = true });
        Assert.EndsWith("/discussions/1", request.Commit.PullRequestUrl!.AbsoluteUri, StringComparison.Ordinal);
        Assert.Equal(["README.md"], Stored.Head.Files.Keys);
    }

    [Fact]
    public async Task APullRequestToNowhere_MakesNoRepository()
    {
        var exception = await Assert.ThrowsAsync<HubException>(
            () => Push(Run(), "user/emotion", new PushOptions { AsPullRequest = true }));

        Assert.Equal(HubFault.RepositoryNotFound, exception.Kind);
        Assert.Empty(_place.Writes);
    }

    [Fact]
    public async Task ATokenThatMayOnlyRead_IsSaid()
    {
        var exception = await Assert.ThrowsAsync<HubException>(() => Push(Run(), "user/emotion", token: TestHub.ReadToken));

        Assert.Contains(
            "the token of user may only read. A token that may write was expected.", exception.Message, StringComparison.Ordinal);
        Assert.True(exception.IsOfTheCaller);
    }

    [Fact]
    public async Task ANameOfSomeoneElse_IsSaid()
    {
        var exception = await Assert.ThrowsAsync<HubException>(() => Push(Run(), "lab/emotion"));

        Assert.Contains("'lab' is neither user nor one of their organizations (org).", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Push to 'user/emotion'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutAToken_NothingIsWritten()
    {
        var exception = await Assert.ThrowsAsync<HubException>(() => Push(Run(), "user/emotion", token: null));

        Assert.Equal(HubFault.Unauthorized, exception.Kind);
        Assert.Contains("Log in", exception.Message, StringComparison.Ordinal);
        Assert.Empty(_place.Writes);
    }

    [Fact]
    public async Task ARepositoryThatIsPublic_StaysSo_AndThatIsSaid()
    {
        _place.Hub.AddModel("user/emotion", ("x.txt", "x"));
        var result = await Push(Run(), "user/emotion", new PushOptions { IsPrivate = true });

        Assert.False(Stored.IsPrivate);
        Assert.Contains(result.Notes, note => note.Contains("exists and is public", StringComparison.Ordinal));
    }

    [Fact]
    public async Task FoldersThatAreNone_AreSaid()
    {
        var missing = await Assert.ThrowsAsync<SharingException>(() => Prepare(_folder["none"]));
        Assert.Contains("there is no such folder", missing.Message, StringComparison.Ordinal);
        var id = await Assert.ThrowsAsync<HubException>(() => ModelPush.PrepareAsync(Run(), "a/b/c", cancellationToken: Cancellation));
        Assert.Equal(HubFault.InvalidId, id.Kind);

        string path = Run();
        using var held = RunLock.Take(path);
        var busy = await Assert.ThrowsAsync<TrainingException>(() => Prepare(path));
        Assert.Contains("is at work in this folder", busy.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ATrainer_PushesWhatItHasTrained()
    {
        var arguments = TinyRuns.Arguments with { Epochs = 1, OutputDirectory = _folder["trained"] };
        var trainer = new Trainer(TinyRuns.Model(), arguments, TinyRuns.Rows(36), TinyRuns.Rows(12, "validation"));
        trainer.Train();
        var result = trainer.PushToHub("user/emotion", Options(TestHub.WriteToken), cancellationToken: Cancellation);

        Assert.Contains("model.safetensors", result.Commit.Files.Select(file => file.Path));
        string card = System.Text.Encoding.UTF8.GetString(Stored["README.md"].Content);
        Assert.Contains("fine-tuned on 36 texts", card, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllText(Path.Combine(_folder["trained"], "README.md")), card);
        Assert.Equal(TinyRuns.HashOf(_folder["trained"]), Stored["model.safetensors"].Sha256);
    }

    [Fact]
    public void ATrainerWithoutAFolder_PushesItsModel()
    {
        var arguments = TinyRuns.Arguments with { Epochs = 1 };
        var trainer = new Trainer(TinyRuns.Model(), arguments, TinyRuns.Rows(36), TinyRuns.Rows(12, "validation"));
        trainer.Train();
        trainer.PushToHub("user/emotion", Options(TestHub.WriteToken), cancellationToken: Cancellation);

        string card = System.Text.Encoding.UTF8.GetString(Stored["README.md"].Content);
        Assert.Contains("fine-tuned on 36 texts", card, StringComparison.Ordinal);
        Assert.Matches(@"Of 12 validation texts it gets \d+\.\d % right", card);
        Assert.Equal(TinyRuns.HashOfWeights(trainer.Model), Stored["model.safetensors"].Sha256);

        trainer.Model.PushToHub("user/plain", Options(TestHub.WriteToken), cancellationToken: Cancellation);
        Assert.Equal(Stored["model.safetensors"].Sha256, _place.Hub.Find("user/plain")!["model.safetensors"].Sha256);
    }

    private async Task<PushResult> Push(
        string path, string id, PushOptions? options = null, string? token = TestHub.WriteToken)
    {
        using var push = await ModelPush.PrepareAsync(path, id, (options ?? new()) with { Hub = _place.OptionsFor(token) }, Cancellation);
        return await push.SendAsync(cancellationToken: Cancellation);
    }

    private Task<ModelPush> Prepare(string path) => ModelPush.PrepareAsync(path, "user/emotion", Options(TestHub.WriteToken), Cancellation);

    private PushOptions Options(string? token) => new() { Hub = _place.OptionsFor(token) };

    private Task<string> Card(string path) => File.ReadAllTextAsync(Path.Combine(path, ModelCard.FileName), Cancellation);

    private string Run(SampleRun? run = null)
    {
        string path = CardRuns.Write(_folder, run ?? new SampleRun { Rows = 20 });
        File.WriteAllBytes(Path.Combine(path, "model.safetensors"), UploadPlace.Bytes(50_000));
        File.WriteAllText(Path.Combine(path, "tokenizer.json"), "{}");
        return path;
    }
}
