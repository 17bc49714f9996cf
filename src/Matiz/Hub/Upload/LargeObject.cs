using System.Globalization;
using System.Text.Json;

namespace Matiz.Hub.Upload;

/// <summary>What the store of large files says of a content that is to be sent.</summary>
internal sealed record LargeObject
{
    /// <summary>Its SHA-256.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Where the bytes go, or where it is said that all parts went; null: it is stored already.</summary>
    public Uri? Upload { get; init; }

    /// <summary>The bytes of a part; null: it goes in one piece.</summary>
    public long? PartSize { get; init; }

    /// <summary>Where each part goes, in order.</summary>
    public IReadOnlyList<Uri> Parts { get; init; } = [];

    /// <summary>Where it is asked whether the content arrived; null: nowhere.</summary>
    public Uri? Verify { get; init; }

    /// <summary>What keeps it from being stored; null: nothing.</summary>
    public (int Code, string Message)? Error { get; init; }

    /// <summary>Reads one object of the answer to a batch.</summary>
    public static LargeObject Read(JsonElement json)
    {
        string sha256 = json.GetProperty("oid").GetString() ?? throw new FormatException("an object has no oid");
        if (json.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object)
        {
            int code = error.TryGetProperty("code", out var number) && number.TryGetInt32(out int read) ? read : 0;
            return new LargeObject { Sha256 = sha256, Error = (code, error.Text("message") ?? "no reason is given") };
        }

        if (!json.TryGetProperty("actions", out var actions) || actions.ValueKind != JsonValueKind.Object)
            return new LargeObject { Sha256 = sha256 };
        var verify = actions.TryGetProperty("verify", out var check) ? Address(check) : null;
        if (!actions.TryGetProperty("upload", out var upload)) return new LargeObject { Sha256 = sha256, Verify = verify };
        var header = upload.TryGetProperty("header", out var found) && found.ValueKind == JsonValueKind.Object ? found : default;
        return new LargeObject
        {
            Sha256 = sha256,
            Upload = Address(upload),
            Verify = verify,
            PartSize = PartSizeOf(header),
            Parts = PartsOf(header),
        };
    }

    // Text or number, as servers have it.
    private static long? PartSizeOf(JsonElement header)
    {
        if (header.ValueKind != JsonValueKind.Object || !header.TryGetProperty("chunk_size", out var size)) return null;
        string text = size.ValueKind == JsonValueKind.String ? size.GetString()! : size.GetRawText();
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long bytes) && bytes > 0
            ? bytes
            : throw new FormatException($"'{text}' is no size of a part");
    }

    private static List<Uri> PartsOf(JsonElement header)
    {
        var parts = new SortedDictionary<int, Uri>();
        if (header.ValueKind != JsonValueKind.Object) return [];
        foreach (var member in header.EnumerateObject())
        {
            if (int.TryParse(member.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
                parts.Add(number, AddressOf(member.Value.GetString()));
        }

        return [.. parts.Values];
    }

    private static Uri Address(JsonElement action) => AddressOf(action.Text("href"));

    private static Uri AddressOf(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (
            address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp)
            ? address
            : throw new FormatException("it names no address to send to");
}
