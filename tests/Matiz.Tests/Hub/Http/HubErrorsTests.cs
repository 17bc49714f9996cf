using Matiz.Hub;
using Matiz.Hub.Http;
using Matiz.Testing;

namespace Matiz.Tests.Hub.Http;

/// <summary>What each signal of the Hub is turned into.</summary>
public sealed class HubErrorsTests
{
    private const string Token = "hf_secretsecret";

    private static readonly HubRepository Model = HubRepository.Model("user/tiny");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<int, string, string, HubFault, bool, string> Signals => new()
    {
        {
            401, "X-Error-Code: RepoNotFound", "", HubFault.RepositoryNotFound, false,
            "user/tiny: the Hub has no such repository, or it is private. One that may be read was expected. Check "
                + "'user/tiny' for a slip of the finger; if it is private, log in (HubLogin.SaveAsync) or set HF_TOKEN."
        },
        {
            404, "X-Error-Code: RepoNotFound", "", HubFault.RepositoryNotFound, true,
            "user/tiny: the Hub has no such repository, or it is private. One that may be read was expected. Check "
                + "'user/tiny' for a slip of the finger; if it is private, use a token that may read it."
        },
        {
            401, "X-Error-Message: Invalid username or password.", "", HubFault.RepositoryNotFound, false,
            "user/tiny: the Hub has no such repository"
        },
        {
            401, "X-Error-Message: Invalid credentials in Authorization header", "", HubFault.Unauthorized, true,
            "user/tiny: the Hub does not know the token of HubOptions.Token (the Hub says: Invalid credentials in "
                + "Authorization header). A valid one was expected. Log in again (HubLogin.SaveAsync), or correct HF_TOKEN."
        },
        {
            403, "X-Error-Code: GatedRepo", "", HubFault.Gated, false,
            "user/tiny: its terms have not been accepted, and no token was sent. Access was expected. Accept them at "
                + "https://huggingface.co/user/tiny, and log in (HubLogin.SaveAsync) or set HF_TOKEN."
        },
        {
            403, "X-Error-Code: GatedRepo", """{"error": "Your request is awaiting a review."}""", HubFault.Gated, true,
            "user/tiny: its terms have not been accepted by the owner of the token (the Hub says: Your request is "
                + "awaiting a review). Access was expected. Accept them at https://huggingface.co/user/tiny."
        },
        {
            404, "X-Error-Code: RevisionNotFound", "", HubFault.RevisionNotFound, false,
            "user/tiny: it has no revision 'v9'. A branch, a tag, a commit or refs/pr/N was expected. Correct it."
        },
        {
            404, "X-Error-Code: EntryNotFound", "", HubFault.EntryNotFound, false,
            "user/tiny: it has no 'a.json' at v9. The name of something in it was expected. Correct it."
        },
        {
            404, "X-None: x", "", HubFault.EntryNotFound, false,
            "user/tiny: it has no 'a.json' at v9."
        },
        {
            403, "X-Error-Message: Access to this resource is disabled.", "", HubFault.Disabled, false,
            "user/tiny: the Hub has disabled it. One that may be read was expected. See "
                + "https://huggingface.co/user/tiny, or use another one."
        },
        {
            403, "X-None: x", """{"error": "Forbidden: pass a token with the right"}""", HubFault.Forbidden, true,
            "user/tiny: the token of HubOptions.Token lacks the right (the Hub says: Forbidden: pass a token with the "
                + "right). Another one was expected. Make one with that right at https://huggingface.co/settings/tokens."
        },
        {
            400, "X-None: x", """{"error": ["bad\nthing", "worse"]}""", HubFault.BadRequest, false,
            "user/tiny: the Hub refuses the request, status 400 (the Hub says: bad thing; worse). Correct what is "
                + "asked for."
        },
        {
            409, "X-None: x", """{"errors": [{"message": "exists"}]}""", HubFault.Conflict, false,
            "user/tiny: it exists already, or has changed meanwhile (the Hub says: exists). Look at "
                + "https://huggingface.co/user/tiny, and try again."
        },
        {
            500, "X-Request-Id: r-1", "<html>no</html>", HubFault.Server, false,
            "user/tiny: the server huggingface.co is at fault, status 500, request r-1. An answer was expected. Try "
                + "again later."
        },
        {
            407, "X-None: x", "", HubFault.Network, false,
            "user/tiny: the proxy wants a name and a password. An open way was expected. Put them into the proxy's "
                + "variable."
        },
        {
            418, "X-None: x", "", HubFault.UnexpectedAnswer, false,
            "user/tiny: huggingface.co answers with status 418. That of a Hub was expected. Correct HF_ENDPOINT, or "
                + "try again later."
        },
    };

    [Theory]
    [MemberData(nameof(Signals))]
    public async Task Signal_IsTurnedIntoAdvice(int status, string header, string body, HubFault kind, bool withToken, string message)
    {
        using var server = FakeServer.Of(FakeServer.Answer(status, body, header));
        using var client = server.Client(withToken ? Token : "", options => options with { Retries = 0 });
        var fault = await Assert.ThrowsAsync<HubException>(() => client.GetMetadataAsync(Model, "a.json", "v9", Ct));
        Assert.Equal(kind, fault.Kind);
        Assert.StartsWith(message, fault.Message, StringComparison.Ordinal);
        Assert.Equal(status, (int)fault.StatusCode!.Value);
        Assert.DoesNotContain('\n', fault.Message);
        Assert.Equal(kind is not (HubFault.Server or HubFault.Network or HubFault.UnexpectedAnswer), fault.IsOfTheCaller);
    }

    [Fact]
    public async Task Token_ThatAServerRepeats_IsNotShown()
    {
        using var server = FakeServer.Of(FakeServer.Answer(403, $$"""{"error": "token {{Token}} is weak"}""", "X-Request-Id: " + "a\tb"));
        using var client = server.Client(Token);
        var fault = await Assert.ThrowsAsync<HubException>(() => client.GetInfoAsync(Model, cancellationToken: Ct));
        Assert.Contains("token hf_… is weak", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MissingFile_KeepsTheCommitThatLacksIt()
    {
        using var place = new HubPlace();
        string commit = place.Hub.AddModel("user/tiny", ("config.json", "{}")).Find("main")!.Id;
        var fault = await Assert.ThrowsAsync<HubException>(() => place.Client.GetMetadataAsync(Model, "none.json", cancellationToken: Ct));
        Assert.Equal((HubFault.EntryNotFound, commit), (fault.Kind, fault.Commit));
        var revision = await Assert.ThrowsAsync<HubException>(() => place.Client.GetMetadataAsync(Model, "config.json", "v9", Ct));
        Assert.Equal(HubFault.RevisionNotFound, revision.Kind);
        var repository = await Assert.ThrowsAsync<HubException>(
            () => place.Client.GetInfoAsync(HubRepository.Model("user/tyni"), cancellationToken: Ct));
        Assert.Equal(HubFault.RepositoryNotFound, repository.Kind);
    }

    [Fact]
    public async Task Clock_ThatIsWrong_IsMentionedWhereTheTokenFails()
    {
        string date = DateTimeOffset.UtcNow.AddHours(-5).ToString("R");
        using var server = FakeServer.Of(FakeServer.Answer(401, "", "Date: " + date));
        using var client = server.Client(Token);
        var fault = await Assert.ThrowsAsync<HubException>(() => client.WhoAmIAsync(Ct));
        Assert.EndsWith(
            "The clock of this machine is 5.0 hours ahead of the server's: set it right.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WebPage_InThePlaceOfJson_IsASignInPage()
    {
        using var place = new HubPlace();
        place.Hub.Inject(TestHubFault.Html);
        var fault = await Assert.ThrowsAsync<HubException>(() => place.Client.GetInfoAsync(Model, cancellationToken: Ct));
        Assert.Equal(
            "user/tiny: a web page came from 127.0.0.1, where JSON was expected. Is it the sign-in page of a network or a proxy? "
                + "Open it in a browser and sign in, or correct HF_ENDPOINT.",
            fault.Message);
        Assert.Equal((HubFault.UnexpectedAnswer, false), (fault.Kind, fault.IsOfTheCaller));
        var head = await Assert.ThrowsAsync<HubException>(() => place.Client.GetMetadataAsync(Model, "a.json", cancellationToken: Ct));
        Assert.Contains("lacks X-Repo-Commit and may be a sign-in page", head.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"sha": 5}""")]
    [InlineData("""{"sha": "main"}""")]
    [InlineData("""{"sha": "\ud800"}""")]
    [InlineData("""{"sha": "0123456789012345678901234567890123456789", "siblings": [{"rfilename": "../../etc/passwd"}]}""")]
    [InlineData("""{"sha": "0123456789012345678901234567890123456789", "siblings": [{"rfilename": "C:\\x"}]}""")]
    public async Task Json_ThatIsNotTheHubs_IsOneTypedError(string body)
    {
        using var server = FakeServer.Of(FakeServer.Answer(200, body));
        using var client = server.Client();
        var fault = await Assert.ThrowsAsync<HubException>(() => client.GetInfoAsync(Model, cancellationToken: Ct));
        Assert.Equal(HubFault.UnexpectedAnswer, fault.Kind);
    }

    [Fact]
    public async Task Json_ThatIsDeepOrLong_IsRefused()
    {
        using var deep = FakeServer.Of(FakeServer.Answer(200, new string('[', 100_000)));
        using var deepClient = deep.Client();
        await Assert.ThrowsAsync<HubException>(() => deepClient.GetInfoAsync(Model, cancellationToken: Ct));
        using var bomb = FakeServer.Of(Bomb());
        using var bombClient = bomb.Client();
        var fault = await Assert.ThrowsAsync<HubException>(() => bombClient.WhoAmIAsync(Ct)) is { Kind: HubFault.Unauthorized }
            ? await Assert.ThrowsAsync<HubException>(() => bomb.Client(Token).WhoAmIAsync(Ct)) : null;
        Assert.Contains("has more than 4 MiB", fault!.Message, StringComparison.Ordinal);

        static HttpResponseMessage Bomb()
        {
            using var packed = new MemoryStream();
            using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionMode.Compress, leaveOpen: true))
                gzip.Write(new byte[8 << 20]);
            var answer = FakeServer.Answer(200);
            answer.Content = new ByteArrayContent(packed.ToArray());
            answer.Content.Headers.ContentEncoding.Add("gzip");
            return answer;
        }
    }

    [Theory]
    [InlineData("""{"error": "text"}""", "text")]
    [InlineData("""{"error": ["a", "b"]}""", "a; b")]
    [InlineData("""{"error": "x", "error_description": "y"}""", "x; y")]
    [InlineData("""{"errors": [{"message": "m"}, {"message": "n"}]}""", "m; n")]
    [InlineData("""{"other": 1}""", null)]
    [InlineData("[1]", null)]
    [InlineData("not json", null)]
    public void Body_OfAnyShape_GivesItsText(string body, string? text) =>
        Assert.Equal(text, HubErrorBody.TextIn(System.Text.Encoding.UTF8.GetBytes(body)));

    [Fact]
    public async Task Warning_IsToldOnce()
    {
        var told = new List<string>();
        using var server = FakeServer.Of(FakeServer.Answer(404, "", "X-HF-Warning: Topic; do not", "X-Error-Code: EntryNotFound"));
        using var client = server.Client(change: options => options with { Warning = told.Add });
        for (int i = 0; i < 2; i++)
            await Assert.ThrowsAsync<HubException>(() => client.GetMetadataAsync(Model, "a", cancellationToken: Ct));
        Assert.Equal(["the Hub says: Topic; do not"], told);
    }
}
