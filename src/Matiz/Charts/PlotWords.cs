namespace Matiz.Charts;

/// <summary>The words that charts write of themselves, so that a page in another language can give its own.</summary>
public sealed record PlotWords
{
    /// <summary>The English words, which are the defaults of every property.</summary>
    public static PlotWords English { get; } = new();

    /// <summary>One row.</summary>
    public string Row { get; init; } = "row";

    /// <summary>Any other number of rows.</summary>
    public string Rows { get; init; } = "rows";

    /// <summary>Heading of a confusion matrix.</summary>
    public string ConfusionMatrix { get; init; } = "Confusion matrix";

    /// <summary>The label that a row has.</summary>
    public string TrueClass { get; init; } = "True class";

    /// <summary>The label that the model gave.</summary>
    public string PredictedClass { get; init; } = "Predicted class";

    /// <summary>Predicted right.</summary>
    public string Correct { get; init; } = "correct";

    /// <summary>Predicted as another class.</summary>
    public string Confused { get; init; } = "confused";

    /// <summary>Share of the rows of the true class.</summary>
    public string ShareOfTrueClass { get; init; } = "share of the true class";

    /// <summary>Share of the rows of the predicted class.</summary>
    public string ShareOfPredictedClass { get; init; } = "share of the predicted class";

    /// <summary>Share of all rows.</summary>
    public string ShareOfAllRows { get; init; } = "share of all rows";

    /// <summary>Heading of small multiples, one a class.</summary>
    public string Classes { get; init; } = "Map of the classes";

    /// <summary>Rows of every class together.</summary>
    public string AllRows { get; init; } = "all rows";

    /// <summary>Fewer rows in a cell.</summary>
    public string Fewer { get; init; } = "fewer";

    /// <summary>More rows in a cell.</summary>
    public string More { get; init; } = "more";

    /// <summary>Heading of a text's scores.</summary>
    public string Scores { get; init; } = "Scores";

    /// <summary>One bar that is left out; follows the number 1.</summary>
    public string MoreClass { get; init; } = "more class";

    /// <summary>How many bars are left out; follows a number.</summary>
    public string MoreClasses { get; init; } = "more classes";

    /// <summary>Optimizer steps.</summary>
    public string Step { get; init; } = "Step";

    /// <summary>Passes over the training rows.</summary>
    public string Epoch { get; init; } = "Epoch";

    /// <summary>The loss.</summary>
    public string Loss { get; init; } = "Loss";

    /// <summary>Loss on training rows.</summary>
    public string TrainingLoss { get; init; } = "training loss";

    /// <summary>Loss on validation rows.</summary>
    public string ValidationLoss { get; init; } = "validation loss";

    /// <summary>Heading of a histogram.</summary>
    public string Distribution { get; init; } = "Distribution";

    /// <summary>Heading of a reliability diagram.</summary>
    public string Reliability { get; init; } = "Reliability";

    /// <summary>The greatest score of a row.</summary>
    public string Confidence { get; init; } = "Confidence";

    /// <summary>Share of rows predicted right.</summary>
    public string Accuracy { get; init; } = "Accuracy";

    /// <summary>Where confidence and accuracy are equal.</summary>
    public string PerfectlyCalibrated { get; init; } = "perfectly calibrated";

    /// <summary>Confidence less accuracy.</summary>
    public string Gap { get; init; } = "gap";

    /// <summary>Expected calibration error.</summary>
    public string ExpectedCalibrationError { get; init; } = "expected calibration error";

    /// <summary>Heading of the bars of each class.</summary>
    public string PerClass { get; init; } = "Each class";

    /// <summary>Right ones among those predicted as the class.</summary>
    public string Precision { get; init; } = "precision";

    /// <summary>Right ones among those of the class.</summary>
    public string Recall { get; init; } = "recall";

    /// <summary>Harmonic mean of precision and recall.</summary>
    public string F1 { get; init; } = "F1";

    /// <summary>Heading of the curve of abstention.</summary>
    public string CoverageAndAccuracy { get; init; } = "Accuracy if unsure rows are left to people";

    /// <summary>Share of rows that the model answers.</summary>
    public string Coverage { get; init; } = "Coverage";

    /// <summary>The least score that is answered.</summary>
    public string Threshold { get; init; } = "threshold";

    /// <summary>A number of rows in words: <c>1 row</c>, <c>12 rows</c>.</summary>
    internal string RowCount(long rows) => $"{Drawing.NumberText.Count(rows)} {(rows == 1 ? Row : Rows)}";
}
