using System.Text.Json.Nodes;
using Matiz.Formats.Safetensors;
using Matiz.Models;

namespace Matiz.Tests.Models;

/// <summary>A folder that a model is saved to, and compared with the one that it was opened from; it is removed in the end.</summary>
internal sealed class SavedFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("matiz-saved-");

    public string Path => _folder.FullName;

    public IReadOnlyList<string> TensorNames
    {
        get
        {
            using var file = SafetensorsFile.Open(System.IO.Path.Combine(Path, "model.safetensors"));
            return [.. file.Tensors.Select(tensor => tensor.Name)];
        }
    }

    public void AssertEquals(string source)
    {
        Assert.True(
            JsonNode.DeepEquals(Config(source), Config(Path)),
            $"config.json differs:\n{File.ReadAllText(System.IO.Path.Combine(Path, "config.json"))}");
        AssertSameTensors(source);
        foreach (string file in Directory.EnumerateFiles(source).Where(IsTokenizerFile))
            Assert.Equal(Expected(file), File.ReadAllText(System.IO.Path.Combine(Path, System.IO.Path.GetFileName(file))));
        Assert.DoesNotContain(
            Directory.EnumerateFiles(Path),
            file => file.EndsWith(".tmp", StringComparison.Ordinal) || file.EndsWith(".part", StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static bool IsTokenizerFile(string file) =>
        System.IO.Path.GetFileName(file) is "tokenizer.json" or "tokenizer_config.json" or "vocab.txt" or "special_tokens_map.json";

    // Byte for byte, but that the generic class states what its model was given.
    private static string Expected(string file)
    {
        string text = File.ReadAllText(file);
        if (System.IO.Path.GetFileName(file) != "tokenizer_config.json"
            || !text.Contains("\"TokenizersBackend\"", StringComparison.Ordinal)
            || text.Contains("\"model_input_names\"", StringComparison.Ordinal)) return text;
        bool hasTypes = AutoModel.ReadsTypeIds(Config(System.IO.Path.GetDirectoryName(file)!)!["model_type"]!.GetValue<string>());
        string names = hasTypes ? "[\"input_ids\", \"token_type_ids\", \"attention_mask\"]" : "[\"input_ids\", \"attention_mask\"]";
        return text.Replace("\n}", $",\n  \"model_input_names\": {names}\n}}", StringComparison.Ordinal);
    }

    private static JsonNode? Config(string folder) => JsonNode.Parse(File.ReadAllText(System.IO.Path.Combine(folder, "config.json")));

    private void AssertSameTensors(string source)
    {
        using var expected = SafetensorsFile.Open(System.IO.Path.Combine(source, "model.safetensors"));
        using var actual = SafetensorsFile.Open(System.IO.Path.Combine(Path, "model.safetensors"));
        Assert.Equal(
            expected.Tensors.Select(tensor => tensor.Name).Order(StringComparer.Ordinal),
            actual.Tensors.Select(tensor => tensor.Name).Order(StringComparer.Ordinal));
        foreach (var tensor in expected.Tensors)
        {
            Assert.Equal(tensor.DType, actual[tensor.Name].DType);
            Assert.Equal(tensor.Shape, actual[tensor.Name].Shape);
            Assert.True(expected.Bytes(tensor.Name).SequenceEqual(actual.Bytes(tensor.Name)), $"{tensor.Name} has other bits");
        }
    }
}
