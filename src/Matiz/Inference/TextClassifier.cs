using System.Runtime.CompilerServices;
using Matiz.Data;
using Matiz.Files;
using Matiz.Inference.Pipeline;
using Matiz.Models;
using Matiz.Tasks;
using Matiz.Tensors;
using Matiz.Tokenizers;

namespace Matiz.Inference;

/// <summary>
/// A model, its tokenizer and its labels: texts in, labels and scores out (reference: the text-classification pipeline). A text has the
/// same scores alone and in any batch. Threads may share a classifier; their texts are computed one batch after another, each batch on
/// all cores, while the next are encoded.
/// </summary>
/// <example>
/// <code>
/// var classifier = TextClassifier.Load("my-model");
/// Console.WriteLine(classifier.Classify("i feel great").Label);
/// foreach (var (label, score) in classifier.Classify("i feel great").Scores) Console.WriteLine($"{label} {score:P1}");
/// </code>
/// </example>
public sealed partial class TextClassifier
{
    private readonly TextTask _task;
    private readonly RowEncoder _rows;
    private readonly TextBatches _batches;
    private readonly ClassificationPlan _usual;
    private readonly Lock _oneBatchAtATime = new();

    /// <summary>A classifier of a model in memory.</summary>
    /// <param name="model">The model; it must not be trained meanwhile.</param>
    /// <param name="options">How texts are cut and gathered; null: the defaults.</param>
    /// <param name="calibration">What scores and labels go by; null: the raw logits.</param>
    /// <exception cref="TokenizerException">The maximum length leaves no room for the special tokens.</exception>
    public TextClassifier(SequenceClassificationModel model, InferenceOptions? options = null, ModelCalibration? calibration = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        Model = model;
        _task = TextTask.For(model);
        options ??= new InferenceOptions();
        calibration ??= ModelCalibration.None;
        Calibration = options.MinScore is null ? calibration : calibration with { MinScore = options.MinScore };
        _rows = RowEncoder.ForModel(model, options.MaxLength);
        _batches = new TextBatches(_rows, options);
        _usual = new ClassificationPlan(model, _rows, Calibration, new ClassificationOptions());
    }

    /// <summary>The model.</summary>
    public SequenceClassificationModel Model { get; }

    /// <summary>What scores and labels go by; logits are raw in any case.</summary>
    public ModelCalibration Calibration { get; }

    /// <summary>The labels, in the order of scores and logits.</summary>
    public ClassLabel Labels => Model.Labels;

    /// <summary>Decides what scores are.</summary>
    public ProblemType ProblemType => Model.ProblemType;

    /// <summary>The task of the model.</summary>
    public TextTask Task => _task;

    /// <summary>The most tokens of a text, special tokens included; longer ones are cut.</summary>
    public int MaxLength => Limit.MaxLength;

    /// <summary>Where texts are cut, and whether the position table is what limits them.</summary>
    public TextLimit Limit => _batches.Limit;

    /// <summary>
    /// The classifier of a model folder or a run folder: texts are cut as they were in its training, and its <c>calibration.json</c> is
    /// used where it has one, unless <see cref="InferenceOptions.Raw"/> is set.
    /// </summary>
    /// <param name="nameOrPath">The folder, or an id of the Hub, such as <c>user/emotion</c> (<see cref="Hub.HubModels"/>).</param>
    /// <param name="options">
    /// How texts are cut and gathered; null: the defaults, with the <c>max_length</c> of <c>training_args.json</c>, else the
    /// <c>max_seq_length</c> of a sentence-transformers classifier, where there is one.
    /// </param>
    /// <param name="device">Where the weights will lie; null: <see cref="Device.Default"/>.</param>
    /// <param name="revision">
    /// A branch, a tag or a commit of an id; null: the pinned commit, else <c>main</c>. A folder has none.
    /// </param>
    /// <exception cref="ModelException">
    /// The config is missing or damaged, or names an unknown architecture; or the calibration is damaged.
    /// </exception>
    /// <exception cref="Weights.CheckpointException">The weights are missing, damaged or of another shape.</exception>
    /// <exception cref="TokenizerException">The tokenizer is missing, damaged or of an unknown kind.</exception>
    /// <exception cref="Hub.HubException">It is neither a path nor an id that can be had from the Hub or its cache.</exception>
    public static TextClassifier Load(
        string nameOrPath, InferenceOptions? options = null, Device? device = null, string? revision = null) =>
        Load(Models.PretrainedFiles.Open(nameOrPath, revision), options, device);

    /// <summary>The classifier of a model whose files lie in a folder or in memory; all else as for the other form.</summary>
    public static TextClassifier Load(ModelFiles files, InferenceOptions? options = null, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        options ??= new InferenceOptions();
        if (options.MaxLength is null) options = options with { MaxLength = TrainedMaxLength.Read(files) };
        var model = AutoModelForSequenceClassification.FromPretrained(files, device: device);
        return new TextClassifier(model, options, options.Raw ? null : ModelCalibration.Load(files, model.Labels));
    }

    /// <summary>
    /// Classifies a short text and forgets the answer. The weights are laid out for the processor when they are first used: call this
    /// before the first text comes, and it is answered as fast as the others. It takes a moment; no result depends on it.
    /// </summary>
    /// <exception cref="ModelException">A logit is no finite number.</exception>
    public void WarmUp() => Classify("a");

    /// <summary>Classifies one text, or a pair of texts.</summary>
    /// <param name="text">The text.</param>
    /// <param name="textPair">The second of a pair; null: none.</param>
    /// <param name="options">What is asked for; null: the defaults.</param>
    /// <exception cref="ModelException">
    /// A logit is no finite number, the model has no token type for a second text, or it gives nothing that an option is about.
    /// </exception>
    public Prediction Classify(string text, string? textPair = null, ClassificationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Classify([new TextInput(text, textPair)], options).Single();
    }

    /// <summary>
    /// Classifies texts that are all there: one prediction a text, in order. The next ones are encoded while some are computed.
    /// </summary>
    /// <param name="texts">The texts.</param>
    /// <param name="options">What is asked for; null: the defaults.</param>
    /// <param name="cancellationToken">Ends it after the batch that is being computed.</param>
    /// <exception cref="DataException">The model cannot read a text, which the message names.</exception>
    /// <exception cref="ModelException">A logit is no finite number, or the model gives nothing that an option is about.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was triggered.</exception>
    public IReadOnlyList<Prediction> Classify(
        IReadOnlyList<string> texts, ClassificationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var plan = PlanOf(options);
        var reader = new TextAnswers(plan);
        var answers = new List<Prediction>(texts.Count);
        foreach (var batch in _batches.EncodeAhead(texts, plan.Cut))
        {
            cancellationToken.ThrowIfCancellationRequested();
            answers.AddRange(reader.Read(batch, Compute(batch.Tokens)));
        }

        return answers;
    }

    /// <summary>Classifies a stream of texts: one prediction a text, in order, while the stream is read.</summary>
    /// <param name="inputs">The texts, read a little ahead (<see cref="InferenceOptions.ReadAhead"/>).</param>
    /// <param name="options">What is asked for; null: the defaults.</param>
    /// <param name="cancellationToken">Ends it after the batch that is being computed.</param>
    /// <exception cref="DataException">The model cannot read a text, which the message names; those before it were answered.</exception>
    /// <exception cref="ModelException">
    /// A logit is no finite number, the model has no token type for a second text, or it gives nothing that an option is about.
    /// </exception>
    [OverloadResolutionPriority(1)]                             // what is written as [...] is a stream
    public IEnumerable<Prediction> Classify(
        IEnumerable<TextInput> inputs, ClassificationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return Answer(inputs, PlanOf(options), cancellationToken);
    }

    /// <summary>Classifies a stream of single texts; all else as for the other form.</summary>
    public IEnumerable<Prediction> Classify(
        IEnumerable<string> texts, ClassificationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return Classify(texts.Select(text => new TextInput(text)), options, cancellationToken);
    }

    private IEnumerable<Prediction> Answer(IEnumerable<TextInput> inputs, ClassificationPlan plan, CancellationToken cancellationToken)
    {
        var reader = new TextAnswers(plan);
        foreach (var batch in _batches.Encode(inputs, plan.Cut))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var answer in reader.Read(batch, Compute(batch.Tokens))) yield return answer;
        }
    }

    /// <summary>What encodes texts for this classifier.</summary>
    internal TextBatches Batches => _batches;

    /// <summary>The plan of a call.</summary>
    internal ClassificationPlan PlanOf(ClassificationOptions? options) =>
        options is null ? _usual : new ClassificationPlan(Model, _rows, Calibration, options);

    /// <summary>The logits of a batch, all rows end to end.</summary>
    internal float[] Compute(TokenBatch batch)
    {
        lock (_oneBatchAtATime)
        {
            using var tape = Model.Device.NewTape(training: false);
            return Model.Forward(tape, batch).ToArray();
        }
    }
}
