using Matiz.Files;
using Matiz.Models.Loading;
using Matiz.Tensors;
using Matiz.Tokenizers;
using Matiz.Weights;

namespace Matiz.Models;

/// <summary>
/// Opens a masked language model, whatever its architecture, or puts a new head on an encoder
/// (reference: transformers.AutoModelForMaskedLM).
/// </summary>
public static class AutoModelForMaskedLM
{
    /// <summary>The model of a folder.</summary>
    /// <param name="folder">Holds <c>config.json</c>, the weights and the tokenizer's files; with a head or without.</param>
    /// <param name="newHead">
    /// True: what the head lacks is drawn from <paramref name="seed"/>. False (the default): it must be whole.
    /// </param>
    /// <param name="seed">Draws a head that the checkpoint lacks. Default 42.</param>
    /// <param name="device">Where the weights will lie; null: <see cref="Device.Default"/>.</param>
    /// <param name="from">
    /// Whose weights are read where several frameworks left theirs (reference: from_tf, from_flax); null: the first of
    /// <see cref="WeightFormat.All"/>.
    /// </param>
    /// <exception cref="ModelException">
    /// The config is missing or damaged, names an unknown architecture or, without a new head, another head, or does not fit the
    /// tokenizer.
    /// </exception>
    /// <exception cref="CheckpointException">
    /// The weights are missing, damaged, of another shape or no floating-point numbers, or the head is not whole and no new one is asked
    /// for.
    /// </exception>
    /// <exception cref="TokenizerException">The tokenizer is missing, damaged or of an unknown kind.</exception>
    public static MaskedLanguageModel FromPretrained(
        string folder, bool newHead = false, ulong seed = 42, Device? device = null, WeightFormat? from = null) =>
        FromPretrained(ModelFiles.InFolder(folder), newHead, seed, device, from);

    /// <summary>The model whose files lie in a folder or in memory; parameters and exceptions as for the other form.</summary>
    public static MaskedLanguageModel FromPretrained(
        ModelFiles files, bool newHead = false, ulong seed = 42, Device? device = null, WeightFormat? from = null) =>
        (MaskedLanguageModel)ModelFactory.MakeWithHead(
            files, ModelHead.MaskedLM, (found, _, head) => HeadPlan.WithoutLabels(found, head, newHead), device, seed, from);
}
