namespace Matiz.Hub.Upload;

/// <summary>The addresses that are written to.</summary>
internal static class UploadAddress
{
    /// <summary><c>{Endpoint}/api/models/org/name/VERB/REVISION</c>, as a pull request where one is asked for.</summary>
    public static Uri OfRepository(HubClient client, HubCommit commit, string verb)
    {
        string address = $"api/{commit.Repository.ApiPath}/{verb}/{Uri.EscapeDataString(commit.Revision)}";
        return client.Transport.Address(commit.AsPullRequest ? address + "?create_pr=1" : address);
    }

    /// <summary>Where the store of large files is asked.</summary>
    public static Uri OfLargeFiles(HubClient client, HubRepository repository) =>
        client.Transport.Address($"{repository.UrlPath}.git/info/lfs/objects/batch");

    /// <summary>Whether an address is one of the Hub itself, which may see the token.</summary>
    public static bool IsOfTheHub(HubClient client, Uri address)
    {
        var hub = client.Options.Endpoint;
        return Uri.Compare(hub, address, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;
    }
}
