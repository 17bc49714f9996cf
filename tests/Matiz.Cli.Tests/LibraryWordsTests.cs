using System.Text.RegularExpressions;
using Matiz.Inference;
using Matiz.Server;
using Matiz.Tensors;
using Matiz.Testing;

namespace Matiz.Cli.Tests;

public sealed partial class LibraryWordsTests
{
    private static readonly string[] Settings =
    [
        "DatasetFiles", "DataOptions", "TrainingArguments", "InferenceOptions", "ClassificationOptions", "FeatureOptions",
        "FeatureRouteOptions",
        "FeatureRunOptions", "FineTuningOptions", "ExplorationOptions", "LogisticRegressionOptions",
        "MatizListenOptions", "MatizModelOptions", "MatizServerOptions", "ConversionOptions", "QuantizationOptions", "DeviceOptions",
    ];

    private static readonly Type[] Types =
        [
            .. typeof(TextClassifier).Assembly.GetExportedTypes(), .. typeof(Device).Assembly.GetExportedTypes(),
            .. typeof(MatizServer).Assembly.GetExportedTypes(),
        ];

    public static TheoryData<string> Known => [.. LibraryWords.Words.Keys];

    [Theory]
    [MemberData(nameof(Known))]
    public void Word_IsAPublicMember(string word)
    {
        string[] parts = word.Split('.');
        Assert.Contains(Types, type => type.Name.Equals(parts[0], StringComparison.Ordinal) && type.GetMember(parts[1]).Length > 0);
    }

    [Theory]
    [MemberData(nameof(Known))]
    public void Word_IsAnOptionOrACommandHere(string word)
    {
        var commands = CommandLine.Commands.Select(make => make()).ToList();
        string here = LibraryWords.Words[word];
        foreach (Match option in Option().Matches(here))
            Assert.Contains(commands, command => command.Options.Any(known => known.Name.Equals(option.Value, StringComparison.Ordinal)));
        if (here.Length == 0 || here.StartsWith("--", StringComparison.Ordinal)) return;
        string[] words = here.Split(' ');
        Assert.Equal("matiz", words[0]);
        Assert.Contains(words[1], commands.Select(command => command.Name));
    }

    [Fact]
    public void Settings_ThatMessagesOfTheLibraryName_AreKnown()
    {
        string[] named =
        [
            .. Literals().SelectMany(text => Setting().Matches(text).Select(match => match.Value)).Distinct(StringComparer.Ordinal),
        ];
        Assert.Contains("DataOptions.TextColumn", named);
        Assert.Equal([], named.Where(word => Settings.Contains(word.Split('.')[0])).Except(LibraryWords.Words.Keys));
    }

    [Theory]
    [InlineData("Give DataOptions.Format.", "Give --format.")]
    [InlineData("is it DataOptions.Format = tsv.", "is it --format tsv.")]
    [InlineData(
        "the text (DataOptions.TextColumn) and the label (DataOptions.LabelColumn)",
        "the text (--text-column) and the label (--label-column)")]
    [InlineData(
        "Give DataOptions.ProblemType = regression and DataOptions.LabelNames = A,B.", "Give --problem-type regression and --labels A,B.")]
    [InlineData("a larger TextLimit.MaxLength keeps their ends", "a larger --max-length keeps their ends")]
    [InlineData("MaxLength.csv:3: the label 'MaxLength' () is unknown.", "MaxLength.csv:3: the label 'MaxLength' () is unknown.")]
    [InlineData("'f ()' is no format. Correct DataOptions.Format.", "'f ()' is no format. Correct --format.")]
    [InlineData(
        "Look at RunRecord.Predictions(\"validation\"), or train with FineTuning.Run.",
        "Look at --split validation, or train with matiz train.")]
    [InlineData("(FineTuning.Run(\"a run\") with TrainingArguments.Resume)", "(matiz train --output a run --resume)")]
    [InlineData(
        "FineTuning.Run with StartingModel.InFolder(\"F\") and DatasetFiles.Train = F (in a program: more)",
        "matiz train --model F --train F (in a program: more)")]
    [InlineData("(FineTuning.Run with DataOptions.ProblemType = regression)", "(matiz train --problem-type regression)")]
    [InlineData("a reader (DataOptions.LabelReader) to read them", "a reader to read them")]
    [InlineData("expected 1. (Parameter 'loss')", "expected 1.")]
    [InlineData("C:\\DataOptions.Other is no MaxLengthFile.", "C:\\DataOptions.Other is no MaxLengthFile.")]
    public void Translate_SpeaksInOptions(string message, string here) => Assert.Equal(here, LibraryWords.Translate(message));

    // The literals of the library's lines; those within the holes of another come as literals of their own.
    private static IEnumerable<string> Literals() =>
        from library in (string[])["Matiz", "Matiz.Tensors", "Matiz.Formats", "Matiz.Defaults", "Matiz.Server"]
        from file in Directory.EnumerateFiles(Path.Combine(SharedFiles.RepositoryRoot, "src", library), "*.cs", SearchOption.AllDirectories)
        from line in File.ReadLines(file)
        where !line.TrimStart().StartsWith("//", StringComparison.Ordinal)
        from Match literal in Literal().Matches(line)
        select literal.Value;

    [GeneratedRegex("--[A-Za-z-]+")]
    private static partial Regex Option();

    [GeneratedRegex(@"\b[A-Z][A-Za-z]*(Options|Arguments|Files)\.[A-Z][A-Za-z0-9]*\b", RegexOptions.ExplicitCapture)]
    private static partial Regex Setting();

    [GeneratedRegex(@"""(?:[^""\\]|\\.)*""")]
    private static partial Regex Literal();
}
