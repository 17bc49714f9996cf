using Matiz.Files;
using Matiz.Hub;
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
    /// <param name="nameOrPath">
    /// A folder that holds <c>config.json</c>, the weights and the tokenizer's files; with a head or without;
    /// or an id of the Hub, such as <c>user/emotion</c>, which is fetched unless it is cached (<see cref="HubModels"/>).
    /// </param>
    /// <param name="newHead">
    /// True: what the head lacks is drawn from <paramref name="seed"/>. False (the default): it must be whole.
    /// </param>
    /// <param name="seed">Draws a head that the checkpoint lacks. Default 42.</param>
    /// <param name="device">Where the weights will lie; null: <see cref="Device.Default"/>.</param>
    /// <param name="from">
    /// Whose weights are read where several frameworks left theirs (reference: from_tf, from_flax); null: the first of
    /// <see cref="WeightFormat.All"/>.
    /// </param>
    /// <param name="revision">
    /// A branch, a tag or a commit of an id; null: the pinned commit, else <c>main</c>. A folder has none.
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
    /// <exception cref="HubException">It is neither a path nor an id that can be had from the Hub or its cache.</exception>
    public static MaskedLanguageModel FromPretrained(
        string nameOrPath, bool newHead = false, ulong seed = 42, Device? device = null, WeightFormat? from = null,
        string? revision = null) =>
        FromPretrained(PretrainedFiles.Open(nameOrPath, revision, from), newHead, seed, device, from);

    /// <summary>The model whose files lie in a folder or in memory; parameters and exceptions as for the other form.</summary>
    public static MaskedLanguageModel FromPretrained(
        ModelFiles files, bool newHead = false, ulong seed = 42, Device? device = null, WeightFormat? from = null) =>
        (MaskedLanguageModel)ModelFactory.MakeWithHead(
            files, ModelHead.MaskedLM, (found, _, head) => HeadPlan.WithoutLabels(found, head, newHead), device, seed, from);
}
