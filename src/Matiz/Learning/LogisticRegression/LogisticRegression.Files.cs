namespace Matiz.Learning;

public sealed partial class LogisticRegression
{
    /// <summary>
    /// Reads a classifier that <see cref="IFeatureClassifier.Save"/> wrote; settings that only matter to fitting are the defaults.
    /// </summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="Formats.Safetensors.SafetensorsException">The file breaks the format, or lacks a tensor.</exception>
    /// <exception cref="Data.DataException">The file holds something else.</exception>
    public static LogisticRegression Load(string path)
    {
        using var file = new LearnedFile.Reader(path);
        file.RequireKind(nameof(LogisticRegression));
        return Read(file);
    }

    internal static LogisticRegression Read(LearnedFile.Reader file)
    {
        var result = new LogisticRegression();
        result.Remember(file);
        int outputs = result.Classes.Count == 2 ? 1 : result.Classes.Count;
        result._coefficients = file.FiniteDoubles("coefficients", (long)outputs * result.FeatureCount);
        result._intercepts = file.FiniteDoubles("intercepts", outputs);
        return result;
    }

    private protected override void Write(LearnedFile.Writer file)
    {
        file.Add("coefficients", _coefficients, Outputs, FeatureCount);
        file.Add("intercepts", _intercepts, Outputs);
    }
}
