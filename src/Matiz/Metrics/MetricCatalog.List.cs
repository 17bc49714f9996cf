namespace Matiz.Metrics;

/// <content>The list.</content>
public static partial class MetricCatalog
{
    private static Metric<StreamedMetrics> Any(
        string name, bool greaterIsBetter, string meaning, bool needsLosses, Func<StreamedMetrics, double> function) =>
        new(name, greaterIsBetter, meaning, function) { NeedsLosses = needsLosses };

    private static Metric<ClassificationMetrics> OfClasses(string name, string meaning, Func<ClassificationMetrics, double> function) =>
        new(name, GreaterIsBetter: true, meaning, function);

    private static Metric<MultiLabelMetrics> OfSets(string name, string meaning, Func<MultiLabelMetrics, double> function) =>
        new(name, GreaterIsBetter: true, meaning, function);

    private static Metric<RegressionMetrics> OfNumbers(string name, string meaning, Func<RegressionMetrics, double> function) =>
        new(name, GreaterIsBetter: true, meaning, function);

    // A metric is one line. The order is that of evaluation's files and tables, for each kind of rows.
    private static MetricInfo[] BuiltIn() =>
    [
        Any("loss", false, "mean training loss of the rows", needsLosses: true, static m => m.MeanLoss),

        // one class a row
        OfClasses("accuracy", "share of rows predicted right", static m => m.Accuracy),
        OfClasses("f1", SameAsWeighted, static m => m.Confusion.F1(Averaging.Weighted)),
        OfClasses("f1_weighted", F1Weighted, static m => m.Confusion.F1(Averaging.Weighted)),
        OfClasses("f1_macro", F1Macro, static m => m.Confusion.F1(Averaging.Macro)),
        OfClasses("f1_micro", F1Micro, static m => m.Confusion.F1(Averaging.Micro)),
        OfClasses(
            "precision_weighted", "precision of the classes, weighted with their rows",
            static m => m.Confusion.Precision(Averaging.Weighted)),
        OfClasses("precision_macro", "plain mean of the classes' precision", static m => m.Confusion.Precision(Averaging.Macro)),
        OfClasses("recall_weighted", "recall of the classes, weighted with their rows", static m => m.Confusion.Recall(Averaging.Weighted)),
        OfClasses("recall_macro", "plain mean of the classes' recall", static m => m.Confusion.Recall(Averaging.Macro)),
        OfClasses("balanced_accuracy", "mean recall of the classes that occur", static m => m.BalancedAccuracy),
        OfClasses(
            "matthews_correlation", "correlation of truth and prediction, 0 for a constant prediction", static m => m.MatthewsCorrelation),
        OfClasses("cohen_kappa", "agreement beyond chance", static m => m.CohenKappa()),
        OfClasses("log_loss", "mean of -ln of the true class's score", static m => m.LogLoss) with { GreaterIsBetter = false },
        OfClasses("roc_auc_ovr", "mean area under the ROC curve, each class against the rest", static m => m.RocAucOvr())
            with { NeedsScores = true },

        // any number of classes a row
        OfSets("f1", SameAsWeighted, static m => m.F1(Averaging.Weighted)),
        OfSets("subset_accuracy", "share of rows with every label right", static m => m.SubsetAccuracy),
        OfSets("hamming_loss", "share of wrong labels", static m => m.HammingLoss) with { GreaterIsBetter = false },
        OfSets("f1_samples", "mean over the rows of the F1 of their labels", static m => m.F1Samples),
        OfSets("f1_micro", F1Micro, static m => m.F1(Averaging.Micro)),
        OfSets("f1_macro", F1Macro, static m => m.F1(Averaging.Macro)),
        OfSets("f1_weighted", F1Weighted, static m => m.F1(Averaging.Weighted)),
        OfSets("roc_auc_macro", "mean area under the ROC curve of the labels", static m => m.RocAucMacro)
            with { NeedsScores = true },

        // a number a row
        OfNumbers("mse", "mean squared error", static m => m.MeanSquaredError) with { GreaterIsBetter = false },
        OfNumbers("rmse", "square root of the mean squared error", static m => m.RootMeanSquaredError) with { GreaterIsBetter = false },
        OfNumbers("mae", "mean absolute error", static m => m.MeanAbsoluteError) with { GreaterIsBetter = false },
        OfNumbers("r2", "share of the variance that is explained", static m => m.R2),
        OfNumbers("pearson", "linear correlation", static m => m.Pearson),
        OfNumbers("spearman", "rank correlation", static m => m.Spearman) with { NeedsScores = true },
    ];

    private const string SameAsWeighted = "the same as f1_weighted";
    private const string F1Weighted = "F1 of the classes, weighted with their rows";
    private const string F1Macro = "plain mean of the classes' F1";
    private const string F1Micro = "F1 of the counts summed over the classes";
}
