using System.Buffers.Binary;
using System.Text.Json;
using Matiz.Files;
using Matiz.Server.Models;

namespace Matiz.Server.Tests;

/// <summary>
/// A folder of the tiny classifier, of which versions can be written: version <c>n</c> is sure of the label of index <c>n modulo 6</c>,
/// whatever the text, so that an answer tells its version.
/// <code>
/// using var folder = new VersionedFolder();
/// folder.Replace(3);                                  // a new folder, renamed into its place; every answer is "anger" now
/// </code>
/// </summary>
internal sealed class VersionedFolder : IDisposable
{
    public const string Weights = "model.safetensors";
    private const string Bias = "classifier.bias";

    /// <summary>The labels, in their order.</summary>
    public static readonly string[] Labels = ["sadness", "joy", "love", "anger", "fear", "surprise"];

    private static readonly string[] Files = ["config.json", Weights, "tokenizer.json", "tokenizer_config.json"];

    private readonly string _root = Directory.CreateTempSubdirectory("matiz-versions-").FullName;
    private int _spare;

    public VersionedFolder(int version = 0)
    {
        Folder = Path.Combine(_root, "model");
        Write(Folder, version);
    }

    /// <summary>What is served.</summary>
    public string Folder { get; }

    /// <summary>The hash of what lies there.</summary>
    public string Hash => ModelVersion.Compute(ModelFiles.InFolder(Folder));

    /// <summary>A folder beside it, of a version of its own.</summary>
    public string Beside(string name, int version)
    {
        string folder = Path.Combine(_root, name);
        Write(folder, version);
        return folder;
    }

    /// <summary>Renames the folder away, and another into its place.</summary>
    public void Replace(int version)
    {
        string next = Beside($"next-{++_spare}", version), earlier = Path.Combine(_root, $"earlier-{_spare}");
        Directory.Move(Folder, earlier);
        Directory.Move(next, Folder);
        Directory.Delete(earlier, recursive: true);
    }

    /// <summary>Overwrites the weights in place, as a plain copy does.</summary>
    public void Overwrite(int version) => File.WriteAllBytes(Path.Combine(Folder, Weights), WeightsOf(version));

    /// <summary>The bytes of a version's weights.</summary>
    public static byte[] WeightsOf(int version)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(TestServer.Classifier, Weights));
        int header = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        using var json = JsonDocument.Parse(bytes.AsMemory(8, header));
        int start = 8 + header + json.RootElement.GetProperty(Bias).GetProperty("data_offsets")[0].GetInt32();
        for (int label = 0; label < Labels.Length; label++)
        {
            float value = label == version % Labels.Length ? 50 + version : -50;
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(start + (label * sizeof(float))), value);
        }

        return bytes;
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static void Write(string folder, int version)
    {
        Directory.CreateDirectory(folder);
        foreach (string name in Files.Where(name => name != Weights))
            File.Copy(Path.Combine(TestServer.Classifier, name), Path.Combine(folder, name), overwrite: true);
        File.WriteAllBytes(Path.Combine(folder, Weights), WeightsOf(version));
    }
}
