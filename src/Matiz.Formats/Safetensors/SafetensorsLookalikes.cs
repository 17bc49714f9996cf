namespace Matiz.Formats.Safetensors;

/// <summary>Files that are often found under a safetensors name, told by their first bytes.</summary>
internal static class SafetensorsLookalikes
{
    private const int MostBytes = 1024;

    internal static void Check(string path, MappedBytes file)
    {
        var start = file.Span(0, (int)Math.Min(file.Length, MostBytes));
        if (Lookalikes.Reason(start, "safetensors") is { } reason) SafetensorsException.ThrowFile(path, reason, 0);
        if (start.StartsWith(FileSignatures.Zip) && start[4..].IndexOf((byte)'{') != 4)   // as a length it would be followed by JSON
        {
            SafetensorsException.ThrowFile(
                path, "this is a zip archive, perhaps PyTorch's, expected safetensors. Save the model as safetensors first.", 0);
        }
    }
}
