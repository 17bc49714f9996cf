using System.Text;
using Matiz.Data;
using Matiz.Hub;
using Matiz.Testing;

namespace Matiz.Tests.Data.Repositories;

public sealed class HubStoreTests : IDisposable
{
    private const string Rows = "text,label\na,x\nb,y\nc,x\n";

    private readonly TempFolder _folder = new();
    private readonly TestHub _hub = TestHub.Start();

    public void Dispose()
    {
        _hub.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Load_ById_GivesTheRowsOfTheFiles()
    {
        var repository = _hub.AddDataset("me/rows", ("README.md", "# Rows\n"), ("train.csv", Rows), ("test.csv", "text,label\nd,y\n"));
        var data = Dataset.Load(Request("me/rows"));
        Assert.Equal(["train", "test"], data.Keys);
        Assert.Equal(new RowSource("test", "me/rows/test.csv", 2), data["test"][0].Source);      // no path of this machine
        Assert.Equal(["me/rows/train.csv", "me/rows/test.csv"], data.Files.Select(file => file.Path));
        Assert.Equal(new DatasetOrigin("me/rows", "default") { Revision = "main", Commit = repository.Head.Id }, data.Origin);
        var files = Dataset.Load(_folder.Write("train.csv", Rows));
        Assert.Equal(files["train"].Select(row => (row.Text, row.Label)), data["train"].Select(row => (row.Text, row.Label)));
        Assert.Equal(files.Files[0].Sha256, data.Files[0].Sha256);
    }

    [Fact]
    public void Load_FilesOfOtherSplitsAndConfigurations_AreNotFetched()
    {
        _hub.AddDataset(
            "me/rows",
            ("README.md", "---\nconfigs:\n- config_name: a\n  data_dir: a\n- config_name: b\n  data_dir: b\n---\n"),
            ("a/train.csv", Rows), ("a/test.csv", Rows), ("a/picture.png", "x"), ("b/train.csv", Rows));
        var opened = DatasetRepository.Open(Request("me/rows") with { Configuration = "a" });
        Assert.Equal(["README.md"], Fetched());
        Assert.Equal("a b c", string.Join(' ', RowReader.Read(opened.Sources("test")).Select(row => row.Text)));
        Assert.Equal(["README.md", "a/test.csv"], Fetched());
    }

    [Fact]
    public void Load_Again_CostsNoDownloadAndOfACommitNoRequest()
    {
        var repository = _hub.AddDataset("me/rows", ("train.csv", Rows), ("test.csv", Rows));
        _ = Dataset.Load(Request("me/rows"));
        _hub.ClearRequests();
        Assert.Equal(3, Dataset.Load(Request("me/rows"))["test"].Count);
        Assert.Empty(Fetched());
        _hub.ClearRequests();
        var byCommit = Request("me/rows") with { Revision = repository.Head.Id };
        Assert.Equal(3, Dataset.Load(byCommit)["train"].Count);
        Assert.Empty(_hub.Requests);
        var offline = Request("me/rows") with { Hub = Options with { IsOffline = true } };
        Assert.Equal(3, Dataset.Load(offline)["train"].Count);
        Assert.Empty(_hub.Requests);
    }

    [Fact]
    public void Load_MadeByAProgram_TakesTheConvertedRows()
    {
        var repository = _hub.AddDataset("me/old", ("old.py", "raise SystemExit"), ("README.md", "# Old\n"), ("raw.csv", "what,ever\n"));
        Assert.Equal(
            "me/old/old.py: the dataset is made by a program, which is never run, and the Hub has no rows of 'main' as Parquet "
            + "(refs/convert/parquet). Files of rows were expected. "
            + "Look for another copy of the dataset, or name files (DatasetFiles.Train).",
            Assert.Throws<DataException>(() => Dataset.Load(Request("me/old"))).Message);
        repository.Orphan("refs/convert/parquet", new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            ["plain/train/0000.parquet"] = Parquet(0, 1),
            ["plain/train/0001.parquet"] = Parquet(1),
            ["plain/test/0000.parquet"] = Parquet(0),
            ["large/partial-train/0000.parquet"] = Parquet(1, 0),
        });
        Assert.StartsWith(
            "me/old: the dataset has 2 configurations, and none of them is the default: 'large', 'plain'.",
            Assert.Throws<DataException>(() => Dataset.Load(Request("me/old"))).Message, StringComparison.Ordinal);
        var plain = Dataset.Load(Request("me/old") with { Configuration = "plain" });
        Assert.Equal([3, 1], plain.Values.Select(split => split.Count));
        Assert.Equal(["neg", "pos"], plain.Labels!.Names);
        Assert.Equal(
            ["me/old: it is made by a program (old.py), which is not run: its rows are those that the Hub keeps as Parquet "
                + "(refs/convert/parquet)."],
            plain.Notes);
        Assert.Equal("refs/convert/parquet", plain.Origin!.Revision);
        Assert.Equal(repository.Refs["refs/convert/parquet"].Id, plain.Origin.Commit);
        Assert.DoesNotContain(Fetched(), path => path.EndsWith(".py", StringComparison.Ordinal));
        var part = Dataset.Load(Request("me/old") with { Configuration = "large" });
        Assert.Contains(
            "train: the Hub keeps no more than the beginning of this split as Parquet, so rows are missing. "
            + "Kept; look for the dataset's own "
            + "files where you need all.", part.Warnings);
    }

    [Fact]
    public void Load_NeitherPathNorId_SaysHowItWasLookedFor()
    {
        string fault = Assert.Throws<HubException>(() => Dataset.Load(Request("emotion"))).Message;
        Assert.StartsWith("'emotion': there is no such path, so it was looked for as an id of the Hub. ", fault, StringComparison.Ordinal);
        Assert.DoesNotContain(_hub.Requests, request => request.Path.Contains("emotions", StringComparison.Ordinal));
    }

    [Fact]
    public void Open_NewCommit_IsReadWhereNoneIsNamed()
    {
        var repository = _hub.AddDataset("me/rows", ("train.csv", Rows));
        var first = Dataset.Load(Request("me/rows"));
        repository.Commit("train.csv", "text,label\nz,x\ny,y\n");
        Assert.Equal(2, Dataset.Load(Request("me/rows"))["train"].Count);
        var recorded = DatasetRequest.ForOrigin(first.Origin!) with { Hub = Options };
        Assert.Equal(3, Dataset.Load(recorded)["train"].Count);
        Assert.Equal(first.Origin, Dataset.Load(recorded).Origin);
    }

    private HubOptions Options => new()
    {
        Endpoint = new Uri(_hub.Endpoint),
        HomeFolder = Path.Join(_folder.Path, "home"),
        UseImplicitToken = false,
        Retries = 0,
    };

    private DatasetRequest Request(string id) => new(id) { Hub = Options };

    // The files whose contents were asked for.
    private string[] Fetched() =>
    [
        .. _hub.Requests.Where(request => request.Method == "GET" && request.Path.Contains("/resolve/", StringComparison.Ordinal))
            .Select(request => request.Path.Split("/resolve/")[1]).Select(path => path[(path.IndexOf('/', StringComparison.Ordinal) + 1)..])
            .Order(StringComparer.Ordinal),
    ];

    private static byte[] Parquet(params long[] classes)
    {
        using var file = new MemoryStream();
        var schema = new Matiz.Formats.Tables.TableSchema(
        [
            new("text", Matiz.Formats.Tables.ColumnType.Text),
            new("label", Matiz.Formats.Tables.ColumnType.Integer) { ValueNames = ["neg", "pos"] },
        ]);
        var texts = new Matiz.Formats.Tables.TextBuilder();
        foreach (long _ in classes) texts.Add(Encoding.UTF8.GetBytes("x"));
        using var writer = new Matiz.Formats.Parquet.ParquetWriter(
            file, schema with { Metadata = Matiz.Data.Tables.DatasetFeatures.NotesOf(schema) }, "x");
        writer.Write(new(classes.Length, [texts.Build(), new Matiz.Formats.Tables.IntegerColumn(classes, null)]));
        writer.Complete();
        return file.ToArray();
    }
}
