namespace Matiz.Formats.Safetensors;

/// <summary>Files that are often found under a safetensors name, told by their first bytes.</summary>
internal static class SafetensorsLookalikes
{
    private const int MaxPointerBytes = 1024;

    internal static void Check(string path, MappedBytes file)
    {
        var start = file.Span(0, (int)Math.Min(file.Length, MaxPointerBytes));
        if (start.StartsWith("version https://git-lfs.github.com/spec/v1"u8))
        {
            SafetensorsException.ThrowFile(path, "this is a Git LFS pointer, a small text that stands for the weights, " +
                "expected the weights themselves. Run 'git lfs pull' in its folder, or download the file from the model's page.", 0);
        }

        if (start.StartsWith("PK\x03\x04"u8) && start[4..].IndexOf((byte)'{') != 4)   // as a length it would be followed by JSON
        {
            SafetensorsException.ThrowFile(
                path, "this is a zip archive, perhaps PyTorch's, expected safetensors. Save the model as safetensors first.", 0);
        }

        if (start.StartsWith("<!DOCTYPE"u8) || start.StartsWith("<html"u8))
        {
            SafetensorsException.ThrowFile(
                path, "this is a web page, expected safetensors. The download got an error page: fetch the file again.", 0);
        }
    }
}
