using Matiz.Models.Bert;
using Matiz.Models.Heads;
using Matiz.Models.Layers;

namespace Matiz.Models.DebertaV2;

/// <summary>
/// The masked language model of DeBERTa-v2, under BERT's names, or under those of its authors' files where <c>legacy</c> is false
/// (reference: <c>DebertaV2ForMaskedLM</c>).
/// </summary>
internal static class DebertaV2MaskedWords
{
    private const string ClassName = "DebertaV2ForMaskedLM", Legacy = "legacy";

    private static readonly MaskedWordNames AuthorsNames = new(
        "lm_predictions.lm_head.dense", "lm_predictions.lm_head.LayerNorm", "lm_predictions.lm_head.decoder", "lm_predictions.lm_head.bias")
    {
        IsAlwaysTied = true,
    };

    /// <summary>The head for the list of the architecture.</summary>
    public static ModelHead Head => HeadOf(BertModel.MaskedWordNames) with
    {
        ForConfig = config => HeadOf(config.GetBoolean(Legacy, defaultValue: true) ? BertModel.MaskedWordNames : AuthorsNames),
    };

    private static ModelHead HeadOf(MaskedWordNames names) =>
        MaskedWordFinder.Head(ClassName, loader => new DebertaV2Model(loader), names, Settings);

    private static MaskedWordSettings Settings(ModelConfig config)
    {
        var width = DebertaV2Settings.Width(config);
        var hidden = DebertaV2Settings.HiddenSize(config);
        if (!config.GetBoolean(Legacy, defaultValue: true) && width.Value != hidden.Value)
        {
            throw new ModelException(
                config.Path,
                $"'{Legacy}' is false and '{width.Key}' {width.Value}, expected {hidden.Value} ('{hidden.Key}'): "
                + "that head multiplies hidden states with the table of words. Correct the file, or fetch it again.");
        }

        return new MaskedWordSettings(
            ActivationNames.Read(config, "hidden_act", "gelu"), DebertaV2Settings.LayerNormEpsilon(config), width);
    }
}
