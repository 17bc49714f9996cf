using Matiz.Data;
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
    /// <param name="folder">Holds <c>config.json</c>, <c>model.safetensors</c> and the tokenizer's files; with a head or without.</param>
    /// <param name="labels">
    /// The labels of the task. A head of another number of labels is then made anew, and <see cref="SequenceClassificationModel.LoadingNotes"/>
    /// says so; one of the same number is kept under these names. Null: the labels of the config, two where it names none.
    /// </param>
    /// <param name="problemType">What a label is; null: as the config says, else regression for one label and one class a row for more.</param>
    /// <param name="seed">Draws a head that the checkpoint lacks. Default 42.</param>
    /// <param name="device">Where the weights will lie; null: <see cref="Device.Default"/>.</param>
    /// <exception cref="ModelException">The config is missing or damaged, names an unknown architecture, or does not fit the tokenizer.</exception>
    /// <exception cref="CheckpointException">The weights are missing, damaged or of another shape.</exception>
    /// <exception cref="TokenizerException">The tokenizer is missing, damaged or of an unknown kind.</exception>
    public static SequenceClassificationModel FromPretrained(
        string folder, ClassLabel? labels = null, ProblemType? problemType = null, ulong seed = 42, Device? device = null) =>
        FromPretrained(PretrainedFiles.InFolder(folder), labels, problemType, seed, device);

    /// <summary>The classifier of a model whose files lie in a folder or in memory; parameters and exceptions as for the other form.</summary>
    public static SequenceClassificationModel FromPretrained(
        PretrainedFiles files, ClassLabel? labels = null, ProblemType? problemType = null, ulong seed = 42, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (labels is null && problemType is null && PooledHead.IsIn(files)) return PooledClassifier.Load(files, device ?? Device.Default);
        var found = files.ReadConfig();
        var architecture = Architecture.Of(found);
        var config = WithTask(found, labels, problemType).WithArchitecture(architecture.ClassifierClass);
        return ModelFactory.Make(
            files, found, config, architecture, architecture.NewClassifier,
            hasHead: true, device ?? Device.Default, seed, headLabels: labels?.Count);
    }

    /// <summary>
    /// Whether files hold a head that was trained: a sequence classifier, or a sentence-transformers model that classifies. A config that
    /// names no class is taken for one.
    /// </summary>
    /// <exception cref="ModelException">The config is missing or damaged.</exception>
    public static bool IsClassifier(PretrainedFiles files)
    {
        ArgumentNullException.ThrowIfNull(files);
        return files.ReadConfig().Architectures is not [var name, ..] || name.EndsWith("ForSequenceClassification", StringComparison.Ordinal) || PooledHead.IsIn(files);
    }

    private static ModelConfig WithTask(ModelConfig config, ClassLabel? labels, ProblemType? problemType)
    {
        if (labels is null && problemType is null) return config;
        var chosen = labels ?? config.Labels;
        var byCount = chosen.Count == 1 ? ProblemType.Regression : ProblemType.SingleLabelClassification;
        return config.WithLabels(chosen, problemType ?? (config.HasProblemType ? config.ProblemType : byCount));
    }
}
