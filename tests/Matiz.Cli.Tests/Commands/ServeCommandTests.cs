using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Matiz.Cli.Tests.Serving;
using Matiz.Cli.Tests.Streams;

namespace Matiz.Cli.Tests.Commands;

/// <summary>The server as a user starts it, and what it says to those who start it wrongly.</summary>
public sealed class ServeCommandTests
{
    private const string Body = """{"inputs": "i saw a movie today and it was really good"}""";

    private static readonly string[] Texts =
        ["i saw a movie today and it was really good", "ok", "i am so angry about the long delay and nobody answered", "ä ö 🙂 \t!"];

    private static string Model => Workspace.TinyClassifier;

    [Fact]
    public async Task Ready_IsOneLine_WithAddressModelsKindsAndVersions()
    {
        using var server = await ServerProcess.StartAsync(Model, "--model-name", "emotion");
        Assert.Matches(@"^matiz: http://127\.0\.0\.1:\d+ serves emotion \(classifier, version [0-9a-f]{16}\)\.$", server.Ready);
        using var answer = await server.Client.PostAsync(new Uri("/predict", UriKind.Relative), new StringContent(Body));
        string said = Assert.Single(answer.Headers.GetValues("X-Matiz-Model")).Replace('@', ' ');
        Assert.Contains(said.Split(' ')[1], server.Ready, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_AreThoseOfPredict_BitForBit()
    {
        var expected = CliRun.Of(["predict", Model, .. Texts, "--json"]).Succeeded().JsonLines;
        using var server = await ServerProcess.StartAsync(Model);
        var all = await Ask(server, "/predict", Texts.Select(text => new[] { text }).ToArray());
        var own = await Ask(server, "/models/" + Path.GetFileName(Model), Texts);
        for (int i = 0; i < Texts.Length; i++)
        {
            var scores = expected[i]["scores"]!.AsObject().ToDictionary(pair => pair.Key, pair => pair.Value!.ToJsonString());
            foreach (var answer in (JsonElement[])[all[i], own[i]])
                Assert.Equal(scores, answer.EnumerateArray().ToDictionary(Label, item => item.GetProperty("score").GetRawText()));
        }

        static string Label(JsonElement item) => item.GetProperty("label").GetString()!;
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Signal_AnswersWhatWasAccepted_ExitZero(string signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "signals are sent on Linux");
        using var server = await ServerProcess.StartAsync(Model);
        int answered = 0;
        var failed = new List<string>();
        var clients = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (true)
            {
                try
                {
                    Assert.StartsWith("[", await server.PostAsync("/predict", Body), StringComparison.Ordinal);
                    Interlocked.Increment(ref answered);
                }
                catch (HttpRequestException exception) when (
                    exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
                {
                    return;
                }
                catch (Exception exception)
                {
                    lock (failed) failed.Add(exception.ToString());
                    return;
                }
            }
        })).ToList();
        while (Volatile.Read(ref answered) < 20) await Task.Delay(5, TestContext.Current.CancellationToken);
        server.Signal(signal);
        await Task.WhenAll(clients);
        Assert.Equal((0, ""), (await server.EndAsync(), await server.Rest));
        Assert.Equal([], failed);
    }

    /// <summary>A body that is still on its way keeps the server; whoever asks again does not wait for it.</summary>
    [Fact]
    public async Task SecondSignal_EndsAtOnce()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "signals are sent on Linux");
        using var server = await ServerProcess.StartAsync(Model);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Client.BaseAddress!.Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync("POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\n{"u8.ToArray());
        await server.PostAsync("/predict", Body);               // the other has been taken by then
        server.Signal("TERM");
        await Task.Delay(1500, TestContext.Current.CancellationToken);
        server.Signal("TERM");
        Assert.Equal(130, await server.EndAsync());
        Assert.Equal("matiz: interrupted.\n", await server.Rest);
    }

    /// <summary>What makes the server is loaded by no other command, so that none gets slower.</summary>
    [Fact]
    public async Task OnlyServe_LoadsAspNet()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc says what a process has mapped");
        using var predict = ProgramProcess.Start(["predict", Model, "-"], null);
        string maps = $"/proc/{predict.Id}/maps";
        await predict.WaitFor(() => File.ReadAllText(maps).Contains("model.safetensors", StringComparison.Ordinal)
            || File.ReadAllText(maps).Contains("Matiz.Tensors.dll", StringComparison.Ordinal));
        Assert.DoesNotContain("Microsoft.AspNetCore.", File.ReadAllText(maps), StringComparison.Ordinal);
        Assert.DoesNotContain("Matiz.Server.dll", File.ReadAllText(maps), StringComparison.Ordinal);
        using var server = await ServerProcess.StartAsync(Model);
        Assert.Contains("Microsoft.AspNetCore.", File.ReadAllText($"/proc/{server.Id}/maps"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_OfTheFile_IsAskedFor()
    {
        using var workspace = new Workspace();
        string keys = workspace.Write("keys.txt", "# friends\n\nfirst-key\nsecond-key\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(keys, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using var server = await ServerProcess.StartAsync(Model, "--api-key-file", keys);
        using (var refused = await server.Client.PostAsync(new Uri("/predict", UriKind.Relative), new StringContent(Body)))
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        server.Client.DefaultRequestHeaders.Authorization = new("Bearer", "second-key");
        Assert.StartsWith("[", await server.PostAsync("/predict", Body), StringComparison.Ordinal);
        Assert.DoesNotContain("key", server.Ready, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("key.pem")]
    [InlineData(null)]
    public async Task Certificate_SpeaksHttps(string? keyFile)
    {
        using var workspace = new Workspace();
        string pem = ServerCertificate.NewPem();
        int end = pem.IndexOf("-----BEGIN PRIVATE KEY", StringComparison.Ordinal);
        string certificate = workspace.Write("cert.pem", keyFile is null ? pem : pem[..end]);
        string[] key = keyFile is null ? [] : ["--certificate-key", workspace.Write(keyFile, pem[end..])];
        using var server = await ServerProcess.StartAsync([Model, "--certificate", certificate, .. key]);
        using var trusted = X509Certificate2.CreateFromPem(pem);
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { trusted },
            RevocationMode = X509RevocationMode.NoCheck,
        };
        using var client = new HttpClient(handler) { BaseAddress = server.Client.BaseAddress };
        Assert.Equal("https", client.BaseAddress!.Scheme);
        using var answer = await client.PostAsync(new Uri("/predict", UriKind.Relative), new StringContent(Body));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public void AnEmptyKeyOfTheEnvironment_IsNoneLeftOut()
    {
        var run = ProgramRun.OfShell("MATIZ_API_KEY= $M serve $C --port 0 --check");
        Assert.Equal(2, run.Code);
        Assert.Equal(
            "matiz: MATIZ_API_KEY: the key is empty, so anyone might ask. A key was expected. Give one, or leave it out to ask for none.\n",
            run.Error);
    }

    [Fact]
    public void TwoModelsOfOneName_ExitTwo() =>
        Refused(
            $"{Model} and {Model}: two models would be called 'sequence-classification'. Names that differ were expected, since requests "
            + "name one. Give each model a name with --model-name, in their order.",
            Model, Model);

    [Fact]
    public void FolderThatIsNoClassifier_ExitTwo_SaysWhatItCanServe()
    {
        Refused(
            $"{Workspace.TinyModel}: this is no classifier: it is a BertModel, and its weights hold no head that gives labels to texts. A "
            + "trained classifier was expected, or an embedding model. To serve embeddings of its encoder say how they are pooled "
            + "(--pooling: cls, mean or max); else train it first, or name another model.",
            Workspace.TinyModel);
        var served = CliRun.Of("serve", Workspace.TinyModel, "--pooling", "mean", "--port", "0", "--check").Succeeded();
        Assert.Contains("serves base (embeddings, version ", served.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void PortThatIsTaken_ExitTwo()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var run = CliRun.Of("serve", Model, "--port", $"{port}");
        Assert.Equal(2, run.Code);
        Assert.StartsWith(
            $"matiz: 127.0.0.1:{port}: the port is taken by another program. A free one was expected. ", run.Error,
            StringComparison.Ordinal);
        Assert.Contains("(--port)", run.Error, StringComparison.Ordinal);
    }

    public static TheoryData<string, string[]> Wrong => new()
    {
        {
            "--model-name: 2 names were given for 1 model. One for each model was expected, in their order. Give as many.",
            ["--model-name", "a", "--model-name", "b"]
        },
        {
            "--model-name: a name holds a control character. A name on one line was expected. Correct --model-name.",
            ["--model-name", "two\nlines"]
        },
        {
            "--model-name: 'a/../b' cannot stand in an address. Words between slashes were expected, such as a/b. Correct --model-name.",
            ["--model-name", "a/../b"]
        },
        { "--precision: found 'fp16', expected one of fp32, bf16, int8. Correct --precision.", ["--precision", "fp16"] },
        {
            "--api-key and --api-key-file were both given. One was expected. Put all keys into the file.",
            ["--api-key", "a", "--api-key-file", "b"]
        },
        {
            "--api-key: the key holds a blank or a character that is no printable ASCII, which the header Authorization cannot carry. "
            + "One without was expected. Take another key.",
            ["--api-key", "a key"]
        },
        {
            "--certificate-key was given without --certificate. Both were expected. Add --certificate F.", ["--certificate-key", "key.pem"]
        },
        {
            "no.pem: there is no such file. A certificate (--certificate) was expected. Correct the path.", ["--certificate", "no.pem"]
        },
        {
            "no.txt: there is no such file. A file of keys, one a line, (--api-key-file) was expected. Correct the path.",
            ["--api-key-file", "no.txt"]
        },
        {
            "--cors-allow-origin example.org: this is no origin. One such as https://example.org, without a path, or * was expected. "
            + "Correct it.",
            ["--cors-allow-origin", "example.org"]
        },
        {
            "--shadow: found 'emotion', expected NAME=PATH@SHARE, with a share above 0 and at most 1 (0.1, 10%). Correct --shadow.",
            ["--shadow", "emotion"]
        },
        {
            "--shadow: found 'emotion=run@0', expected NAME=PATH@SHARE, with a share above 0 and at most 1 (0.1, 10%). Correct --shadow.",
            ["--shadow", "emotion=run@0"]
        },
        {
            "--shadow other=run@5%: there is no model 'other'. One of 'sequence-classification' was expected. Correct the name.",
            ["--shadow", "other=run@5%"]
        },
        {
            "--otlp-endpoint here: this is no address. One such as http://localhost:4317 was expected. Correct it.",
            ["--otlp-endpoint", "here"]
        },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void WrongOptions_ExitTwo_InOneLine(string message, string[] options) => Refused(message, [Model, .. options]);

    public static TheoryData<string, string, string> Damaged => new()
    {
        { "keys.txt", "# nothing\n\n", "there is no key in it. One a line was expected. Add one, or leave --api-key-file out." },
        { "keys.txt", "good\nnot good\n", "the key holds a blank or a character that is no printable ASCII" },
        { "cert.pem", "no certificate", "they cannot be used: " },
        { "cert.pfx", "no certificate", "they cannot be used: " },
    };

    [Theory]
    [MemberData(nameof(Damaged))]
    public void DamagedFile_ExitTwo_IsNamed(string name, string content, string said)
    {
        using var workspace = new Workspace();
        string path = workspace.Write(name, content);
        var run = CliRun.Of("serve", Model, name is "keys.txt" ? "--api-key-file" : "--certificate", path, "--port", "0", "--check");
        Assert.Equal(2, run.Code);
        Assert.StartsWith($"matiz: {path}", run.Error, StringComparison.Ordinal);
        Assert.Contains(said, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("not good", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void KeysThatOthersMayRead_AndOpenAddresses_AreWarnings()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "permissions are those of Unix");
        using var workspace = new Workspace();
        string keys = workspace.Write("keys.txt", "a-key\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(keys, (UnixFileMode)0b110_100_100);
        var run = CliRun.Of("serve", Model, "--api-key-file", keys, "--port", "0", "--check").Succeeded();
        Assert.StartsWith(
            $"warning: {keys}: other users of this machine may read the keys. Take their permission away: chmod 600 {keys}\n", run.Error,
            StringComparison.Ordinal);
        Assert.DoesNotContain("a-key", run.Error, StringComparison.Ordinal);
        var open = CliRun.Of("serve", Model, "--host", "0.0.0.0", "--port", "0", "--check").Succeeded();
        Assert.StartsWith(
            "warning: --host 0.0.0.0: whoever reaches this machine may use the models, since no key is asked for. Give --api-key-file, or "
            + "listen on 127.0.0.1.\n",
            open.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void ExpiredCertificate_IsAWarning()
    {
        using var workspace = new Workspace();
        using var old = ServerCertificate.New(days: -3);
        string path = workspace.Write("old.pfx", old.Export(System.Security.Cryptography.X509Certificates.X509ContentType.Pfx));
        var run = CliRun.Of("serve", Model, "--certificate", path, "--port", "0", "--check").Succeeded();
        Assert.Matches(
            @"^warning: .*old\.pfx: the certificate was valid until \d{4}-\d\d-\d\d, so clients will refuse it\. Renew it\.\n", run.Error);
    }

    private static async Task<JsonElement> Ask(ServerProcess server, string path, object inputs) => JsonDocument.Parse(
        await server.PostAsync(path, $"{{\"inputs\": {JsonSerializer.Serialize(inputs)}}}")).RootElement;

    private static void Refused(string message, params string[] words)
    {
        var run = CliRun.Of(["serve", .. words, "--port", "0", "--check"]);
        Assert.Equal((2, $"matiz: {message}\n"), (run.Code, run.Error));
    }
}
