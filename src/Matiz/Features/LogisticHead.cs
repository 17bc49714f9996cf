using Matiz.Data;
using Matiz.Inference;
using Matiz.Learning;
using Matiz.Models.SentenceTransformers;
using Matiz.Tasks;
using Matiz.Training;

namespace Matiz.Features;

/// <summary>
/// Logistic regression on the features of the training rows, and the linear layer that computes its logits: one regression over all
/// classes, or one a label where a row may have several.
/// </summary>
internal sealed class LogisticHead
{
    // What stands for a logit of minus infinity: e^-100 is next to nothing even in double precision, and the loss stays a number.
    private const float Never = -100;

    private readonly int _features;
    private readonly float[] _weight;                   // [labels, features]
    private readonly float[] _bias;                     // [labels]

    private LogisticHead(int labels, int features)
    {
        _features = features;
        (_weight, _bias) = (new float[labels * features], new float[labels]);
    }

    /// <summary>The fitted regressions: one, or one a label (null where all rows agree about it).</summary>
    public IReadOnlyList<LogisticRegression?> Classifiers { get; private set; } = [];

    /// <summary>Fits.</summary>
    /// <param name="features">Those of the training rows.</param>
    /// <param name="rows">The training rows.</param>
    /// <param name="options">Penalty, iterations, weights.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <exception cref="DataException">All rows have the same class.</exception>
    /// <exception cref="TrainingException">Class weights do not fit the labels.</exception>
    public static LogisticHead Fit(FeatureMatrix features, Dataset rows, FeatureRouteOptions options, CancellationToken cancellation) =>
        rows.ProblemType.LabelKind == LabelKind.Indices
            ? FitEach(features, rows, options, cancellation)
            : FitOne(features, rows, options, cancellation);

    /// <summary>
    /// The classifier of encoder, pooling and these weights. Its logits are for a softmax or for sigmoids, whatever a task of another name
    /// makes of its own.
    /// </summary>
    public PooledClassifier ToModel(FeatureExtractor extractor, ClassLabel labels, LabelKind kind) => new(
        extractor.Encoder,
        extractor.Layer,
        PooledHead.FromWeights(extractor.Encoder.Device, extractor.Features.Pooling, _weight, _bias),
        PooledClassifier.WithLabels(extractor.Encoder.Config, labels, TextTask.Plain(kind).Name),
        extractor.MaxLength);

    private static LogisticHead FitOne(FeatureMatrix features, Dataset rows, FeatureRouteOptions options, CancellationToken cancellation)
    {
        int[] labels = [.. rows.Select(row => row.Label.Index)];
        RequireTwoClasses(labels, rows);
        var classifier = new LogisticRegression(OptionsOf(options, WeightOf(options.ClassWeights, rows.Labels!, labels)));
        classifier.Fit(features, labels, cancellation: cancellation);
        var head = new LogisticHead(rows.Labels!.Count, features.Columns) { Classifiers = [classifier] };
        Array.Fill(head._bias, Never);
        if (classifier.Outputs == 1)
        {
            // σ(w·x + b) = softmax(-(w·x + b)/2, (w·x + b)/2)
            head.Take(classifier.Classes[0], classifier, output: 0, factor: -0.5);
            head.Take(classifier.Classes[1], classifier, output: 0, factor: 0.5);
            return head;
        }

        for (int output = 0; output < classifier.Outputs; output++) head.Take(classifier.Classes[output], classifier, output, factor: 1);
        return head;
    }

    private static LogisticHead FitEach(FeatureMatrix features, Dataset rows, FeatureRouteOptions options, CancellationToken cancellation)
    {
        if (options.ClassWeights is not null)
            throw new TrainingException(
                $"class weights are set for {rows.ProblemType}; they exist for single_label_classification only. "
                + "Leave them out.");
        var head = new LogisticHead(rows.Labels!.Count, features.Columns);
        var classifiers = new LogisticRegression?[rows.Labels.Count];
        var flags = rows.Select(row => row.Label.ToFlags(classifiers.Length)).ToArray();
        for (int label = 0; label < classifiers.Length; label++)
        {
            int[] has = Array.ConvertAll(flags, row => row[label] ? 1 : 0);
            if (Array.TrueForAll(has, value => value == has[0]))
            {
                head._bias[label] = has[0] == 1 ? -Never : Never;
                continue;
            }

            var classifier = classifiers[label] = new LogisticRegression(OptionsOf(options, ClassWeight.None));
            classifier.Fit(features, has, cancellation: cancellation);
            head.Take(label, classifier, output: 0, factor: 1);
        }

        head.Classifiers = classifiers;
        return head;
    }

    private static LogisticRegressionOptions OptionsOf(FeatureRouteOptions options, ClassWeight weight) =>
        new() { C = options.C, MaxIterations = options.MaxIterations, ClassWeight = weight, Threads = options.Threads };

    private static void RequireTwoClasses(int[] labels, Dataset rows)
    {
        if (labels.Distinct().Skip(1).Any()) return;
        throw new DataException(
            $"{(rows.Count == 1 ? "the only row" : $"all {rows.Count} rows")} of '{rows.Name}' {(rows.Count == 1 ? "has" : "have")} the "
            + $"label '{rows.Labels!.NameOf(labels[0])}'. "
            + "At least two classes were expected. Give rows of another class.");
    }

    private static ClassWeight WeightOf(ClassWeights? weights, ClassLabel labels, int[] classes)
    {
        if (weights is null) return ClassWeight.None;
        if (weights.Equals(ClassWeights.Balanced)) return ClassWeight.Balanced;
        var numbers = weights.For(labels, classes);
        return ClassWeight.Given(Enumerable.Range(0, numbers.Length).ToDictionary(label => label, label => (double)numbers[label]));
    }

    private void Take(int label, LogisticRegression classifier, int output, double factor)
    {
        var coefficients = classifier.Coefficients.Slice(output * _features, _features);
        for (int j = 0; j < _features; j++) _weight[(label * _features) + j] = (float)(factor * coefficients[j]);
        _bias[label] = (float)(factor * classifier.Intercepts[output]);
    }
}
