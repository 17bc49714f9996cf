using System.Globalization;

namespace Matiz.Data.Labels;

/// <summary>A number a row.</summary>
/// <param name="toTrain">Whether numbers that cannot be learned are refused: the loss and its gradient square them.</param>
internal sealed class ValueReader(bool toTrain = true) : LabelReader
{
    // 32-bit numbers end at 3.4e38, squares of 1.8e19; below, squared gradients (AdamW keeps them) are a few times as large.
    private const double Most = 1e18;

    public override ProblemType ProblemType => ProblemType.Regression;

    public override LabelKind Kind => LabelKind.Value;

    public override Label Read(RawLabel raw, RowSource place, LabelClasses classes)
    {
        if (raw.List is not null) throw Error(place, $"the label is a list of {raw.List.Length}. A number was expected, "
            + "for DataOptions.ProblemType = regression. Correct the row.");
        string text = raw.Text?.Trim() ?? "";
        if (text.Length == 0) throw Error(place, "the row has no label. A number was expected, for DataOptions.ProblemType = regression. "
            + "Fill it in, or remove the row.");
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !float.IsFinite((float)value))
        {
            throw Error(place, $"the label '{text}' is no finite number. One like 0.5 was expected, "
                + "for DataOptions.ProblemType = regression. Correct it, or leave DataOptions.ProblemType out for classes."
                + (DataOptions.LabelColumnNames.Contains(text, StringComparer.OrdinalIgnoreCase) ? HeaderHint : ""));
        }

        if (!toTrain || Math.Abs(value) <= Most) return Label.OfValue((float)value);
        throw Error(
            place,
            $"the label '{text}' is too large: the loss squares it, and 32-bit numbers end at 3.4e38. "
                + "A number from -1e18 to 1e18 was expected. "
            + "Correct it, or divide all labels by one number.");
    }
}
