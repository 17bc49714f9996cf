using Matiz.Hub;
using Matiz.Hub.Cache;

namespace Matiz.Tests.Hub.Cache;

public sealed class TreeListingTests : IDisposable
{
    private const string Sha = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private const string Blob = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";

    private readonly MadeCache _made = new();

    public void Dispose() => _made.Dispose();

    // json.dump(data, file, indent=1) of Python's client.
    private const string AsPython =
        """
        {
         "format_version": 1,
         "files": {
          "config.json": {
           "size": 2,
           "blob_id": "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
          },
          "model.safetensors": {
           "size": 1234,
           "blob_id": "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
           "lfs_sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
           "lfs_size": 1234
          }
         }
        }
        """;

    [Fact]
    public void Write_HasTheBytesOfPython_AndIsReadAgain()
    {
        HubFile[] files = [new("model.safetensors", 1234, Blob, Sha), new("config.json", 2, Blob, null)];
        TreeListing.Write(_made.Of(), MadeCache.First, files);
        Assert.Equal(AsPython.ReplaceLineEndings("\n"), File.ReadAllText(_made.Of().Tree(MadeCache.First)));
        Assert.Equal(files.Reverse(), TreeListing.Read(_made.Of(), MadeCache.First));
        Assert.Equal(Sha, files[0].ETag);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"format_version\": 2, \"files\": {}}")]
    [InlineData("{\"format_version\": 1}")]
    [InlineData("{\"format_version\": 1, \"files\": {\"a\": {\"size\": 1}}}")]
    [InlineData("{\"format_version\": 1, \"files\": {\"a\": {\"size\": -1, \"blob_id\": \"b\"}}}")]
    [InlineData("{\"format_version\": 1, \"files\": {\"a\": {\"size\": 1, \"blob_id\": \"../b\"}}}")]
    [InlineData("{\"format_version\": 1, \"files\": {\"../a\": {\"size\": 1, \"blob_id\": \"b\"}}}")]
    [InlineData("{\"format_version\": 1, \"files\": {\"a\": {\"size\": \"1\", \"blob_id\": 2}}}")]
    [InlineData("{\"format_version\": 1, \"files\": {\"a\": {\"size\": 1e99, \"blob_id\": \"b\"}}}")]
    public void Read_Damaged_IsAsIfThereWereNone(string text)
    {
        Directory.CreateDirectory(_made.Of().Trees);
        File.WriteAllText(_made.Of().Tree(MadeCache.First), text);
        Assert.Null(TreeListing.Read(_made.Of(), MadeCache.First));
    }

    [Fact]
    public void Read_None_IsNull() => Assert.Null(TreeListing.Read(_made.Of(), MadeCache.First));
}
