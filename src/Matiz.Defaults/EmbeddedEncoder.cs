namespace Matiz.Defaults;

/// <summary>
/// The encoder that is used when no model is given: sentence-transformers/all-MiniLM-L6-v2 (BERT architecture, 6 layers, 384 wide,
/// 22.7 million parameters, Apache-2.0), its weights in half precision, its tokenizer as published.
/// </summary>
public static class EmbeddedEncoder
{
    /// <summary>The model's name: the last part of its identifier on the Hub.</summary>
    public const string Name = "all-MiniLM-L6-v2";

    /// <summary>The name of the weights among <see cref="FileNames"/>.</summary>
    public const string WeightsFileName = "model.safetensors";

    private static readonly EmbeddedFolder Folder = new("Encoder/" + Name,
    [
        "config.json", WeightsFileName,
        "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt",
        "modules.json", "sentence_bert_config.json", "config_sentence_transformers.json", "1_Pooling/config.json",
        "README.md", "LICENSE", "LICENSE-MiniLM",
    ]);

    /// <summary>The files, as the model's folder names them; one lies in a folder of its own (<c>1_Pooling/config.json</c>).</summary>
    public static IReadOnlyList<string> FileNames => Folder.FileNames;

    /// <summary>
    /// Opens a file. Its bytes lie at <see cref="UnmanagedMemoryStream.PositionPointer"/>, valid as long as the process lives: the 45 MB of
    /// weights need not be copied.
    /// </summary>
    /// <exception cref="FileNotFoundException">The name is not among <see cref="FileNames"/>.</exception>
    public static UnmanagedMemoryStream Open(string fileName) => Folder.Open(fileName);
}
