using Matiz.Hub;

namespace Matiz.Tests.Hub;

public sealed class HubPinsTests : IDisposable
{
    private readonly MadeCache _made = new();
    private readonly TemporaryFolder _project = new();

    private string Pins => Path.Combine(_project.Root, HubPins.FileName);

    public void Dispose()
    {
        _made.Dispose();
        _project.Dispose();
    }

    [Fact]
    public void Save_IsSorted_AndReadAgain()
    {
        _made.Add("b.txt", "b");
        _made.Add("a.txt", "a");
        var other = HubRepository.Dataset("user/rows");
        _made.Add("c.txt", "c", MadeCache.Second, other);
        HubPins.Load(Pins).With(Snapshot(MadeCache.Model, MadeCache.First, "b.txt", "a.txt"))
            .With(Snapshot(other, MadeCache.Second, "c.txt")).Save();
        Assert.Equal(
            """
            {
              "format_version": 1,
              "repositories": {
                "datasets/user/rows": {
                  "commit": "2222222222222222222222222222222222222222",
                  "files": {
                    "c.txt": {
                      "sha256": "2e7d2c03a9507ae265ecf5b5356885a53393a2029d241394997265a1a25aefc6",
                      "size": 1
                    }
                  }
                },
                "models/user/tiny": {
                  "commit": "1111111111111111111111111111111111111111",
                  "files": {
                    "a.txt": {
                      "sha256": "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
                      "size": 1
                    },
                    "b.txt": {
                      "sha256": "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d",
                      "size": 1
                    }
                  }
                }
              }
            }

            """.ReplaceLineEndings("\n"),
            File.ReadAllText(Pins));
        var read = HubPins.Load(Pins);
        Assert.Equal(MadeCache.First, read.Find(MadeCache.Model)?.Commit);
        Assert.Equal(["a.txt", "b.txt"], read.Find(MadeCache.Model)!.Files.Keys);
        Assert.Null(read.Without(MadeCache.Model).Find(MadeCache.Model));
        Assert.Null(read.Find(HubRepository.Model("user/other")));
    }

    [Fact]
    public void Check_AnotherContent_NamesBothHashes()
    {
        _made.Add("a.txt", "a");
        var pin = HubPins.Load(Pins).With(Snapshot(MadeCache.Model, MadeCache.First, "a.txt")).Find(MadeCache.Model)!;
        string path = _made.Of().Entry(MadeCache.First, "a.txt");
        pin.Check("a.txt", path, TestContext.Current.CancellationToken);
        File.WriteAllText(path, "b");
        Assert.Equal(
            $"user/tiny/a.txt at {MadeCache.First}: its SHA-256 is 3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d, and "
                + $"{Pins} "
            + "pins ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb. The very file was expected. Look for damage in the "
            + "cache, remove the repository from it and fetch it again; pin it again only if the change is meant.",
            Assert.Throws<HubException>(() => pin.Check("a.txt", path, TestContext.Current.CancellationToken)).Message);
        Assert.Equal(
            $"user/tiny/b.txt at {MadeCache.First}: {Pins} pins 1 files of it, and this is none of them. A pinned file was expected. Pin "
                + "it "
            + "again with all the files that are needed.",
            Assert.Throws<HubException>(() => pin.RequirePinned("b.txt")).Message);
    }

    [Fact]
    public void Load_None_IsEmpty() => Assert.Empty(HubPins.Load(Pins).Repositories);

    [Fact]
    public void Load_AFolder_IsRefused()
    {
        Directory.CreateDirectory(Pins);
        Assert.Equal(
            $"{Pins}: this is a folder. A file of pins was expected. Move it away.",
            Assert.Throws<HubException>(() => HubPins.Load(Pins)).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"format_version\": 2, \"repositories\": {}}")]
    [InlineData("{\"format_version\": 1, \"repositories\": {\"models/a\": {\"commit\": \"main\", \"files\": {}}}}")]
    [InlineData("{\"format_version\": 1, \"repositories\": {\"a\": {\"commit\": \"1111111111111111111111111111111111111111\", \"files\": "
        + "{}}}}")]
    [InlineData(
        "{\"format_version\": 1, \"repositories\": {\"models/a\": {\"commit\": \"1111111111111111111111111111111111111111\", \"files\": "
            + "{\"x\": {\"sha256\": \"0\", \"size\": 1}}}}}")]
    public void Load_Damaged_IsRefused(string text)
    {
        File.WriteAllText(Pins, text);
        var error = Assert.Throws<HubException>(() => HubPins.Load(Pins));
        Assert.Equal(HubFault.Pin, error.Kind);
        Assert.StartsWith(Pins + ": ", error.Message, StringComparison.Ordinal);
    }

    private HubSnapshot Snapshot(HubRepository repository, string commit, params string[] files) =>
        new(repository, commit, _made.Of(repository).Snapshot(commit), [.. files]);
}
