using System.Text;
using Matiz.Hub;

namespace Matiz.Tests.Hub;

public sealed class HubSelectionTests
{
    private static readonly Dictionary<string, string> NoTexts = [];

    [Fact]
    public void Everything_TakesPatterns()
    {
        string[] names = ["a.csv", "data/b.csv", "data/b.parquet", "README.md"];
        Assert.Equal(["README.md", "a.csv", "data/b.csv", "data/b.parquet"], Chosen(HubSelection.Everything, names));
        Assert.Equal(["a.csv", "data/b.csv"], Chosen(HubSelection.Everything with { Include = ["*.csv"] }, names));
        Assert.Equal(["README.md", "a.csv"], Chosen(HubSelection.Everything with { Exclude = ["data/"] }, names));
        Assert.Equal(["a.csv"], Chosen(HubSelection.Everything with { Include = ["*.csv"], Exclude = ["data/"] }, names));
    }

    [Fact]
    public void Tokenizer_TakesNoWeights() => Assert.Equal(
        ["config.json", "tokenizer.json", "vocab.txt"],
        Chosen(HubSelection.Tokenizer, ["config.json", "model.safetensors", "tokenizer.json", "vocab.txt", "README.md"]));

    // What repositories of every kind look like, and what of them is read.
    [Theory]
    [InlineData("config.json model.safetensors pytorch_model.bin tf_model.h5 onnx/model.onnx .gitattributes", "config.json "
        + "model.safetensors")]
    [InlineData("config.json model.fp16.safetensors model.safetensors", "config.json model.safetensors")]
    [InlineData("config.json pytorch_model.bin flax_model.msgpack training_args.bin optimizer.pt", "config.json pytorch_model.bin")]
    [InlineData("config.json tf_model.h5 rust_model.ot", "config.json tf_model.h5")]
    [InlineData("config.json onnx/model.onnx onnx/model_quantized.onnx", "config.json onnx/model.onnx")]
    [InlineData("config.json best.pt README.md", "README.md best.pt config.json")]
    [InlineData("adapter_config.json adapter_model.safetensors README.md", "README.md adapter_config.json")]
    [InlineData("checkpoint-5/config.json checkpoint-5/model.safetensors config.json model.safetensors", "config.json model.safetensors")]
    public void Model_TakesTheWeightsOfOneFramework(string names, string chosen) =>
        Assert.Equal(chosen.Split(' '), Chosen(HubSelection.Model, names.Split(' ')));

    [Fact]
    public void Model_OfAFramework_TakesItsWeights() => Assert.Equal(
        ["config.json", "pytorch_model.bin"],
        Chosen(HubSelection.Model with { WeightFormat = "pytorch" }, ["config.json", "model.safetensors", "pytorch_model.bin"]));

    [Fact]
    public void Model_InParts_TakesThoseThatTheIndexNames()
    {
        string[] names =
        [
            "config.json", "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors", "model-00001-of-00003.safetensors",
            "model.safetensors.index.json",
        ];
        Assert.Equal(["config.json", "model.safetensors.index.json"], Chosen(HubSelection.Model, names));
        var index = new Dictionary<string, string>
        {
            ["model.safetensors.index.json"] =
                """{"weight_map": {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}}""",
        };
        Assert.Equal(
            ["config.json", "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors", "model.safetensors.index.json"],
            Chosen(HubSelection.Model, names, index));

        string[] cut = [.. names.Where(name => name != "model-00002-of-00002.safetensors")];
        var error = Assert.Throws<HubException>(() => Chosen(HubSelection.Model, cut, index));
        Assert.Equal(
            "user/tiny: model.safetensors.index.json names 'model-00002-of-00002.safetensors', and there is no such file. All parts of the "
            + "weights were expected. Take another revision, or tell the owner of the repository.", error.Message);
    }

    [Fact]
    public void Model_OfSentenceTransformers_TakesItsModules()
    {
        string[] names =
        [
            "1_Pooling/config.json", "2_Dense/config.json", "2_Dense/model.safetensors", "2_Dense/pytorch_model.bin", "Odd/config.json",
            "config.json", "config_sentence_transformers.json", "model.safetensors", "modules.json", "onnx/model_O1.onnx",
            "openvino/openvino_model.bin", "sentence_bert_config.json",
        ];
        var modules = new Dictionary<string, string> { ["modules.json"] = """[{"path": ""}, {"path": "Odd"}]""" };
        Assert.Equal(
            [
                "1_Pooling/config.json", "2_Dense/config.json", "2_Dense/model.safetensors", "Odd/config.json", "config.json",
                "config_sentence_transformers.json", "model.safetensors", "modules.json", "sentence_bert_config.json",
            ],
            Chosen(HubSelection.Model, names, modules));
    }

    [Fact]
    public void Model_OfAnOldSentenceTransformer_TakesItsEncoder()
    {
        string[] names =
        [
            "0_Transformer/config.json", "0_Transformer/pytorch_model.bin", "0_Transformer/vocab.txt", "1_Pooling/config.json",
            "modules.json",
        ];
        Assert.Equal(names, Chosen(HubSelection.Model, names));
    }

    [Theory]
    [InlineData(
        "config.json model.fp16.safetensors",
        "There is model.fp16.safetensors, the variant 'fp16': fetch the repository with it (HubSelection.Everything), and copy it to "
            + "model.safetensors.")]
    [InlineData(
        "README.md a.gguf b.gguf",
        "There is a.gguf, b.gguf. Take a repository or a revision with the files that Python's save_pretrained writes.")]
    [InlineData("README.md data.csv", "Take a repository that holds a model.")]
    [InlineData(
        "config.json one.pt two.pt",
        "There is one.pt, two.pt. Take a repository or a revision with the files that Python's save_pretrained writes.")]
    public void Model_WithoutWeights_SaysWhatThereIs(string names, string instead)
    {
        var error = Assert.Throws<HubException>(() => Chosen(HubSelection.Model, names.Split(' ')));
        Assert.Equal(
            "user/tiny: there are no weights under a name that is read: neither model.safetensors, pytorch_model.bin, tf_model.h5, "
            + "flax_model.msgpack, model.onnx, nor an index of parts. " + instead, error.Message);
        Assert.Equal(HubFault.EntryNotFound, error.Kind);
    }

    private static string[] Chosen(HubSelection selection, string[] names, Dictionary<string, string>? texts = null)
    {
        HubFile[] files = [.. names.Select(name => new HubFile(name, 10, "b", null))];
        return [.. selection.Choose(
            MadeCache.Model, files, name => (texts ?? NoTexts).TryGetValue(name, out string? text) ? Encoding.UTF8.GetBytes(text) : null)
            .Select(file => file.Path)];
    }
}
