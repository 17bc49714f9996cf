using System.Globalization;
using System.Text;
using Matiz.Defaults;
using Matiz.Files;
using Matiz.Formats.Arrays;
using Matiz.Formats.Safetensors;

namespace Matiz.Cli.Benchmarks;

/// <summary>
/// A DistilBERT of the usual size (6 layers, 768 wide, 12 heads, vocabulary 30,522) with random weights, whose speed is that of a trained
/// one; its tokenizer is the built-in encoder's, which has the same vocabulary.
/// </summary>
internal static class RandomDistilBert
{
    private const int Layers = 6, Hidden = 768, Intermediate = 3072, Vocabulary = 30522, Positions = 512;

    private const string Config =
        """
        {"model_type": "distilbert", "architectures": ["DistilBertModel"], "n_layers": 6, "dim": 768, "hidden_dim": 3072, "n_heads": 12,
         "vocab_size": 30522, "max_position_embeddings": 512, "dropout": 0.1, "attention_dropout": 0.1,
         "activation": "gelu", "pad_token_id": 0}
        """;

    /// <summary>The files of the model, in memory.</summary>
    public static ModelFiles Files()
    {
        byte[] weights = Weights();
        string[] names = ["config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"];
        return ModelFiles.FromStreams("distilbert", names, name => name switch
        {
            "config.json" => new MemoryStream(Encoding.UTF8.GetBytes(Config)),
            "model.safetensors" => new MemoryStream(weights),
            _ => EmbeddedEncoder.Open(name),
        });
    }

    private static byte[] Weights()
    {
        var stream = new MemoryStream(140_000_000);
        SafetensorsWriter.Write(stream, Tensors(), SafetensorsWriter.PyTorchFormat);
        return stream.ToArray();
    }

    private static IEnumerable<TensorToWrite> Tensors()
    {
        yield return Matrix("embeddings.word_embeddings.weight", Vocabulary, Hidden);
        yield return Matrix("embeddings.position_embeddings.weight", Positions, Hidden);
        foreach (var tensor in Norm("embeddings.LayerNorm")) yield return tensor;
        for (int layer = 0; layer < Layers; layer++)
        {
            string prefix = string.Create(CultureInfo.InvariantCulture, $"transformer.layer.{layer}.");
            foreach (string name in (string[])["q_lin", "k_lin", "v_lin", "out_lin"])
            {
                foreach (var tensor in Linear($"{prefix}attention.{name}", Hidden, Hidden)) yield return tensor;
            }

            foreach (var tensor in Norm(prefix + "sa_layer_norm")) yield return tensor;
            foreach (var tensor in Linear(prefix + "ffn.lin1", Intermediate, Hidden)) yield return tensor;
            foreach (var tensor in Linear(prefix + "ffn.lin2", Hidden, Intermediate)) yield return tensor;
            foreach (var tensor in Norm(prefix + "output_layer_norm")) yield return tensor;
        }
    }

    private static TensorToWrite[] Linear(string name, int outputs, int inputs) =>
        [Matrix(name + ".weight", outputs, inputs), Vector(name + ".bias", outputs, (Half)0)];

    private static TensorToWrite[] Norm(string name) =>
        [Vector(name + ".weight", Hidden, (Half)1), Vector(name + ".bias", Hidden, (Half)0)];

    private static TensorToWrite Vector(string name, int length, Half value) =>
        TensorToWrite.From<Half>(name, [length], values => values.Fill(value));

    // Uniform in ±0.035, of standard deviation 0.02, as new weights have; drawn by a multiplication with a fixed seed.
    private static TensorToWrite Matrix(string name, int rows, int columns) => TensorToWrite.From<Half>(name, [rows, columns], values =>
    {
        uint state = 12345;
        foreach (ref var value in values)
        {
            state = unchecked((state * 1664525u) + 1013904223u);
            value = (Half)(((state >> 8) * (0.07f / (1 << 24))) - 0.035f);
        }
    });
}
