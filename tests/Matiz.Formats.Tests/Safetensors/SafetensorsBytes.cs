using System.Text;

namespace Matiz.Formats.Tests.Safetensors;

/// <summary>Builds files by hand, right and wrong ones.</summary>
internal static class SafetensorsBytes
{
    internal static byte[] File(string header, int dataBytes) => File(header, new byte[dataBytes]);

    internal static byte[] File(string header, byte[] data)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        return [.. BitConverter.GetBytes((ulong)json.Length), .. json, .. data];
    }
}
