using Matiz.Tensors;

namespace Matiz.Models.Layers;

/// <summary>The names that config files have for activations.</summary>
internal static class ActivationNames
{
    // gelu_fast writes √(2/π) with ten digits, which single precision cannot tell from the others.
    private static readonly (string Name, Activation Activation)[] Known =
    [
        ("gelu", Activation.Gelu),
        ("gelu_python", Activation.Gelu),
        ("gelu_new", Activation.GeluTanh),
        ("gelu_pytorch_tanh", Activation.GeluTanh),
        ("gelu_fast", Activation.GeluTanh),
        ("quick_gelu", Activation.QuickGelu),
        ("gelu_10", Activation.GeluUpTo10),
        ("relu", Activation.Relu),
        ("relu6", Activation.Relu6),
        ("silu", Activation.Silu),
        ("swish", Activation.Silu),
        ("mish", Activation.Mish),
        ("tanh", Activation.Tanh),
        ("sigmoid", Activation.Sigmoid),
        ("linear", Activation.None),
    ];

    /// <summary>The activation that a key of a config names.</summary>
    /// <exception cref="ModelException">The name is unknown; the message lists the known ones.</exception>
    public static Activation Read(ModelConfig config, string key, string defaultName)
    {
        string name = config.GetString(key, defaultName)!;
        foreach (var (known, activation) in Known)
        {
            if (string.Equals(known, name, StringComparison.Ordinal)) return activation;
        }

        throw new ModelException(config.Path,
            $"'{key}' is '{name}', expected one of {string.Join(", ", Known.Select(entry => entry.Name))}. "
                + "This version has no other activation; take another model.");
    }
}
