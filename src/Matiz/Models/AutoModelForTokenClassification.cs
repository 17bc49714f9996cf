using Matiz.Data;
using Matiz.Files;
using Matiz.Hub;
using Matiz.Models.Loading;
using Matiz.Tensors;
using Matiz.Tokenizers;
using Matiz.Weights;

namespace Matiz.Models;

/// <summary>
/// Opens a token classifier of a model folder, whatever its architecture, or puts a new head on an encoder
/// (reference: transformers.AutoModelForTokenClassification).
/// </summary>
public static class AutoModelForTokenClassification
{
    /// <summary>The token classifier of a model folder.</summary>
    /// <param name="nameOrPath">
    /// A folder that holds <c>config.json</c>, the weights and the tokenizer's files; with a head or without;
    /// or an id of the Hub, such as <c>user/emotion</c>, which is fetched unless it is cached (<see cref="HubModels"/>).
    /// </param>
    /// <param name="labels">
    /// The labels of the task. A checkpoint that has no head gets a new one. A head that was trained on the same names is kept, in its own
    /// order; one of other names or another number of labels is replaced by a new one, with a line in
    /// <see cref="ModelWithHead.LoadingWarnings"/>. Null: the labels of the config, as many default names as the head has rows where it
    /// names none; the head must be whole in the weights then.
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
    /// The config is missing or damaged, names an unknown architecture or, without labels, another head, or does not fit the tokenizer.
    /// </exception>
    /// <exception cref="CheckpointException">
    /// The weights are missing, damaged, of another shape or no floating-point numbers, or no labels are given and the head is not whole.
    /// </exception>
    /// <exception cref="TokenizerException">The tokenizer is missing, damaged or of an unknown kind.</exception>
    /// <exception cref="HubException">It is neither a path nor an id that can be had from the Hub or its cache.</exception>
    public static TokenClassificationModel FromPretrained(
        string nameOrPath, ClassLabel? labels = null, ulong seed = 42, Device? device = null, WeightFormat? from = null,
        string? revision = null) =>
        FromPretrained(PretrainedFiles.Open(nameOrPath, revision, from), labels, seed, device, from);

    /// <summary>
    /// The token classifier of a model whose files lie in a folder or in memory; parameters and exceptions as for the other form.
    /// </summary>
    public static TokenClassificationModel FromPretrained(
        ModelFiles files, ClassLabel? labels = null, ulong seed = 42, Device? device = null, WeightFormat? from = null) =>
        (TokenClassificationModel)ModelFactory.MakeWithHead(
            files, ModelHead.TokenClassification, (found, weights, head) => HeadPlan.ForTokens(found, weights, head, labels), device, seed,
            from);
}
