namespace Matiz.Tensors.Benchmarking;

/// <summary>The sizes of a linear layer and of what goes through it.</summary>
/// <param name="M">Tokens.</param>
/// <param name="N">Outputs.</param>
/// <param name="K">Inputs.</param>
public sealed record GemmShape(int M, int N, int K)
{
    private static readonly int[] Tokens = [32, 352, 1440, 5600];

    private static readonly (int N, int K)[] Layers = [(768, 768), (3072, 768), (768, 3072), (384, 384), (1536, 384), (384, 1536)];

    /// <summary>The layers of DistilBERT and MiniLM, for two short texts up to a large batch.</summary>
    public static IReadOnlyList<GemmShape> All { get; } =
        [.. from layer in Layers from tokens in Tokens select new GemmShape(tokens, layer.N, layer.K)];

    /// <summary>The layer's name.</summary>
    public string Name => (N, K) switch
    {
        (768, 768) => "distilbert-attention",
        (3072, 768) => "distilbert-ffn-up",
        (768, 3072) => "distilbert-ffn-down",
        (384, 384) => "minilm-attention",
        (1536, 384) => "minilm-ffn-up",
        (384, 1536) => "minilm-ffn-down",
        _ => $"{N}x{K}",
    };
}

/// <summary>Which product of a linear layer.</summary>
public enum GemmOperation
{
    /// <summary>Y = X·Wᵀ + b.</summary>
    Forward,

    /// <summary>dX = dY·W.</summary>
    InputGradient,

    /// <summary>dW += dYᵀ·X, and db.</summary>
    WeightGradient,
}

/// <summary>What one product reached.</summary>
/// <param name="Shape">Its sizes.</param>
/// <param name="Operation">Which product.</param>
/// <param name="Threads">Threads that shared it.</param>
/// <param name="Gflops">GFLOP/s of the best run.</param>
/// <param name="Fraction">The same as a fraction of the best run of the peak among them.</param>
/// <param name="Required">The fraction that this product must reach with two threads; null: none is set.</param>
public sealed record GemmResult(GemmShape Shape, GemmOperation Operation, int Threads, double Gflops, double Fraction, double? Required)
{
    /// <summary>The operation as people write it: forward, dX or dW.</summary>
    public string OperationName => Operation switch
    {
        GemmOperation.InputGradient => "dX",
        GemmOperation.WeightGradient => "dW",
        _ => "forward",
    };
}
