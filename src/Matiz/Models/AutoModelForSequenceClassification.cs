using Matiz.Data;
using Matiz.Files;
using Matiz.Hub;
using Matiz.Models.Loading;
using Matiz.Models.SentenceTransformers;
using Matiz.Tensors;
using Matiz.Tokenizers;
using Matiz.Weights;

namespace Matiz.Models;

/// <summary>
/// Opens a text classifier of a model folder, whatever its architecture, or puts a new head on an encoder
/// (reference: transformers.AutoModelForSequenceClassification). A sentence-transformers folder whose dense layer gives the logits of
/// the labels in config.json, as the feature route saves it, is opened as the classifier it is when no labels and no problem type are
/// asked for; with them its encoder gets a new head.
/// </summary>
public static class AutoModelForSequenceClassification
{
    /// <summary>The classifier of a model folder.</summary>
    /// <param name="nameOrPath">
    /// A folder that holds <c>config.json</c>, <c>model.safetensors</c> and the tokenizer's files; with a head or without;
    /// or an id of the Hub, such as <c>user/emotion</c>, which is fetched unless it is cached (<see cref="HubModels"/>).
    /// </param>
    /// <param name="labels">
    /// The labels of the task. A checkpoint that has no head gets a new one. A head that was trained on the same names is kept, in its own
    /// order, which may be another than the one asked for: <see cref="SequenceClassificationModel.Labels"/> has it, and
    /// <see cref="Data.Dataset.WithLabels"/> brings rows into it. A head of other names or another number of labels is replaced by a new
    /// one, with a line in <see cref="ModelWithHead.LoadingWarnings"/>. Null: the labels of the config, as many default names as the head
    /// has rows where it names none; the head must be whole in the weights then.
    /// </param>
    /// <param name="problemType">
    /// What a label is; null: as the config says, else regression for one label and one class a row for more.
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
    /// The config is missing or damaged, names an unknown architecture, or does not fit the tokenizer.
    /// </exception>
    /// <exception cref="CheckpointException">
    /// The weights are missing, damaged, of another shape or no floating-point numbers, or no labels are given and the head is not whole.
    /// </exception>
    /// <exception cref="TokenizerException">The tokenizer is missing, damaged or of an unknown kind.</exception>
    /// <exception cref="HubException">It is neither a path nor an id that can be had from the Hub or its cache.</exception>
    public static SequenceClassificationModel FromPretrained(
        string nameOrPath, ClassLabel? labels = null, ProblemType? problemType = null, ulong seed = 42, Device? device = null,
        WeightFormat? from = null, string? revision = null) =>
        FromPretrained(PretrainedFiles.Open(nameOrPath, revision, from), labels, problemType, seed, device, from);

    /// <summary>
    /// The classifier of a model whose files lie in a folder or in memory; parameters and exceptions as for the other form.
    /// </summary>
    public static SequenceClassificationModel FromPretrained(
        ModelFiles files, ClassLabel? labels = null, ProblemType? problemType = null, ulong seed = 42, Device? device = null,
        WeightFormat? from = null) => Open(files, labels, problemType, seed, device, from, needsTokenizer: true);

    /// <summary>The classifier, perhaps without a tokenizer: for those who want the weights alone.</summary>
    internal static SequenceClassificationModel Open(
        ModelFiles files, ClassLabel? labels, ProblemType? problemType, ulong seed, Device? device, WeightFormat? from, bool needsTokenizer)
    {
        ArgumentNullException.ThrowIfNull(files);
        bool isPooled = PooledHead.IsIn(files);
        if (labels is null && problemType is null && isPooled) return PooledClassifier.Load(files, device);
        var found = ModelConfig.Load(files);
        var architecture = Architecture.ForConfig(found);
        var kind = architecture.HeadFor(ModelHead.SequenceClassification, found);
        using var weights = WeightFiles.Open(files, from);
        bool hasNoHead = labels is null && HeadPlan.MissingTensors(weights, architecture, kind).Count > 0;
        if (hasNoHead && !isPooled && PooledHead.WhyNot(files) is { } reason) throw reason;
        var head = HeadPlan.For(found, weights, kind, labels, problemType);
        if (isPooled && labels is not null) head = head.InPlaceOf(found, labels, PooledHead.Description);
        return ModelFactory.Make(
            files, weights, found, head.Config.WithArchitecture(kind.ClassName), architecture,
            loader => (SequenceClassificationModel)kind.New(loader), head, device, seed,
            needsTokenizer);
    }

    /// <summary>
    /// Whether files hold a head that was trained: every tensor of a sequence classifier's head is in the weights, or they are a
    /// sentence-transformers model that classifies. What <c>architectures</c> in config.json says decides only between heads whose tensors
    /// have the same names.
    /// </summary>
    /// <exception cref="ModelException">The config is missing or damaged, or names an unknown architecture.</exception>
    /// <exception cref="CheckpointException">The weights are missing or damaged.</exception>
    public static bool IsClassifier(ModelFiles files)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (PooledHead.IsIn(files)) return true;
        var config = ModelConfig.Load(files);
        var architecture = Architecture.ForConfig(config);
        var head = architecture.HeadFor(ModelHead.SequenceClassification, config);
        if (HeadPlan.LookalikeClass(config, head) is not null) return false;
        using var weights = WeightFiles.Open(files);
        return HeadPlan.MissingTensors(weights, architecture, head).Count == 0;
    }
}
