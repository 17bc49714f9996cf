using System.Text.Json.Nodes;
using Matiz.Formats.Arrays;
using Matiz.Formats.Safetensors;

namespace Matiz.Tests.Models;

/// <summary>A model folder to spoil: a copy that is removed in the end.</summary>
internal sealed class ModelFolderCopy : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("matiz-model-");

    public ModelFolderCopy(string source)
    {
        foreach (string file in Directory.EnumerateFiles(source))
        {
            string name = System.IO.Path.GetFileName(file);
            if (name != "expected.safetensors") System.IO.File.WriteAllBytes(File(name), System.IO.File.ReadAllBytes(file));
        }
    }

    public string Path => _folder.FullName;

    public string ConfigPath => File("config.json");

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void SetConfig(string key, JsonNode? value)
    {
        var config = JsonNode.Parse(System.IO.File.ReadAllText(ConfigPath))!.AsObject();
        config[key] = value;
        System.IO.File.WriteAllText(ConfigPath, config.ToJsonString());
    }

    public void RemoveConfig(string key)
    {
        var config = JsonNode.Parse(System.IO.File.ReadAllText(ConfigPath))!.AsObject();
        config.Remove(key);
        System.IO.File.WriteAllText(ConfigPath, config.ToJsonString());
    }

    /// <summary>Writes the weights anew with other names, without some, or with more.</summary>
    /// <param name="rename">The new name of a weight; null leaves it out.</param>
    /// <param name="added">Weights that are added.</param>
    public void RewriteWeights(Func<string, string?> rename, params TensorToWrite[] added)
    {
        byte[] bytes = System.IO.File.ReadAllBytes(File("model.safetensors"));
        using var file = SafetensorsFile.Open("copy", bytes);
        var kept = from tensor in file.Tensors
                   let name = rename(tensor.Name)
                   where name is not null
                   select TensorToWrite.From(tensor, name);
        SafetensorsWriter.Write(File("model.safetensors"), [.. kept, .. added], SafetensorsWriter.PyTorchFormat);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
