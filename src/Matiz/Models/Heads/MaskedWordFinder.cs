using Matiz.Models.Loading;
using Matiz.Tensors;

namespace Matiz.Models.Heads;

/// <summary>
/// Linear, activation, normalization, then the table of words as a linear layer, on every token: what most architectures have as a masked
/// language model.
/// </summary>
internal sealed class MaskedWordFinder : MaskedLanguageModel
{
    private readonly LinearWeights _dense;
    private readonly NormWeights _norm;
    private readonly LinearWeights _decoder;
    private readonly Activation _activation;

    private MaskedWordFinder(ParameterLoader loader, EncoderModel encoder, MaskedWordNames names, MaskedWordSettings settings)
        : base(encoder)
    {
        _activation = settings.Activation;
        var head = loader.Head;
        _dense = head.Linear(names.Dense, settings.Width ?? encoder.Hidden, encoder.Hidden).ToWeights();
        _norm = head.Norm(names.Norm, settings.Width ?? encoder.Hidden, settings.Epsilon);
        _decoder = loader.Decoder(names.Decoder, names.Bias, names.IsAlwaysTied);
        HeadParameters = loader.TakeSection();
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Parameter> HeadParameters { get; }

    /// <summary>Such a head for the list of an architecture.</summary>
    /// <param name="className">The reference's name of encoder and head together.</param>
    /// <param name="newEncoder">Makes the encoder below it.</param>
    /// <param name="names">What its weights are called.</param>
    /// <param name="read">Reads its settings.</param>
    public static ModelHead Head(
        string className, Func<ParameterLoader, EncoderModel> newEncoder, MaskedWordNames names,
        Func<ModelConfig, MaskedWordSettings> read) =>
        new()
        {
            Task = ModelHead.MaskedLM,
            ClassName = className,
            Tensors = [names.Dense + ".weight", names.Dense + ".bias", names.Norm + ".weight", names.Norm + ".bias", names.Bias],
            Output = names.Decoder,
            New = loader => new MaskedWordFinder(loader, newEncoder(loader), names, read(loader.Config)),
        };

    /// <inheritdoc/>
    public override Tensor Forward(Tape tape, TokenBatch batch)
    {
        var hidden = Encoder.Forward(tape, batch).LastHiddenState;                          // [tokens, hidden]
        var inner = tape.Linear(hidden, _dense, _activation);                               // [tokens, width of the words]
        return tape.Linear(tape.LayerNorm(inner, _norm), _decoder);                         // [tokens, vocabulary]
    }
}

/// <summary>What a checkpoint calls the weights of a masked language model's head.</summary>
/// <param name="Dense">The first linear layer.</param>
/// <param name="Norm">The normalization behind it.</param>
/// <param name="Decoder">The last layer, whose weight is that of the words.</param>
/// <param name="Bias">Its bias.</param>
internal sealed record MaskedWordNames(string Dense, string Norm, string Decoder, string Bias)
{
    /// <summary>Whether the decoder is the table of words whatever <c>tie_word_embeddings</c> says. Default false.</summary>
    public bool IsAlwaysTied { get; init; }
}

/// <summary>The settings of a masked language model's head.</summary>
/// <param name="Activation">Behind the first linear layer.</param>
/// <param name="Epsilon">Of the normalization.</param>
/// <param name="Width">Columns of the table of words; null: those of a hidden state.</param>
internal sealed record MaskedWordSettings(Activation Activation, float Epsilon, ConfigSize? Width = null);
