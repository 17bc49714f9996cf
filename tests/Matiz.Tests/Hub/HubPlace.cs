using Matiz.Hub;
using Matiz.Testing;

namespace Matiz.Tests.Hub;

/// <summary>A test Hub, and a folder of its own for token and cache: nothing of the user's is read or written.</summary>
internal sealed class HubPlace : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("matiz-hub-");

    public HubPlace()
    {
        Hub = TestHub.Start();
        Options = OptionsOf(Hub.Endpoint);
        Client = new HubClient(Options);
    }

    public TestHub Hub { get; }

    public HubOptions Options { get; }

    public HubClient Client { get; }

    public HubOptions OptionsOf(string endpoint) => new()
    {
        Endpoint = new Uri(endpoint),
        HomeFolder = _folder.FullName,
        Clock = new EagerClock(),
    };

    public string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    public void Dispose()
    {
        Client.Dispose();
        Hub.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>Bytes that no compression and no repetition hides.</summary>
    public static byte[] Bytes(int count, int seed = 1)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
