using System.Text.Json.Nodes;

namespace Matiz.Cli.Tests;

/// <summary>A copy of the tiny classifier whose files a test changes.</summary>
internal sealed class TokenizerFolder
{
    private readonly string _path;

    public TokenizerFolder(Workspace workspace, string name = "model")
    {
        _path = workspace.Path(name);
        Directory.CreateDirectory(_path);
        foreach (
            string file in Directory.EnumerateFiles(Workspace.TinyClassifier)
                .Where(file => !file.EndsWith("expected.safetensors", StringComparison.Ordinal)))
            File.WriteAllBytes(System.IO.Path.Combine(_path, System.IO.Path.GetFileName(file)), File.ReadAllBytes(file));
    }

    /// <summary>The folder.</summary>
    public string Path => _path;

    /// <summary>Changes a JSON file of the folder.</summary>
    public TokenizerFolder Edit(string name, Action<JsonObject> change)
    {
        string path = System.IO.Path.Combine(_path, name);
        var json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        change(json);
        File.WriteAllText(path, json.ToJsonString());
        return this;
    }

    /// <summary>A tokenizer that puts nothing around a text.</summary>
    public TokenizerFolder WithoutPostProcessor() => Edit("tokenizer.json", json => json["post_processor"] = null);

    /// <summary>A tokenizer with two added tokens beyond the 600 rows of the embedding.</summary>
    public TokenizerFolder WithAddedTokens() => Edit("tokenizer.json", json =>
    {
        foreach (string content in (string[])["<user>", "<url>"])
        {
            json["added_tokens"]!.AsArray().Add((JsonNode)new JsonObject
            {
                ["id"] = 600,
                ["content"] = content,
                ["single_word"] = false,
                ["lstrip"] = false,
                ["rstrip"] = false,
                ["normalized"] = true,
                ["special"] = false,
            });
        }
    });
}
