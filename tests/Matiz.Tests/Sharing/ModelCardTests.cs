using Matiz.Data;
using Matiz.Models;
using Matiz.Sharing;
using Matiz.Testing;
using Matiz.Training;

namespace Matiz.Tests.Sharing;

public sealed class ModelCardTests
{
    private static readonly string[] Hostile =
        ["<5 stars>", "a\nb", "x | y", "`tick`", "- dash", "---", "<!-- hidden", "\"quoted\": yes", "__proto__", "حزن", "😀"];

    [Fact]
    public void HostileNames_AreOneLineEach()
    {
        var card =
            Card() with { Name = "run\n---\n<b> #", BaseModel = "C:\\mo`dels\\\"x\"\n: y", DataDescription = "1 text of <script>.csv" };
        string[] lines = card.ToMarkdown().TrimEnd('\n').Split('\n');

        Assert.Equal(
            [
                "---", "library_name: transformers", "pipeline_tag: text-classification",
                "base_model: \"C:\\\\mo`dels\\\\\\\"x\\\"\\u000A: y\"", "tags:", "- text-classification", "- matiz", "---",
            ],
            lines.Take(8));
        Assert.Equal("# run --- \\<b\\> \\#", lines[9]);
        Assert.StartsWith(
            "`` C:\\mo`dels\\\"x\" : y ``, fine-tuned on 1 text of \\<script\\>.csv with Matiz ", lines[11], StringComparison.Ordinal);
        int first = Array.IndexOf(lines, "It gives one of these labels for a text:") + 2;
        Assert.Equal(Hostile.Select(name => "- " + MarkdownText.Escape(name)), lines.Skip(first).Take(Hostile.Length));
        Assert.Equal("", lines[first + Hostile.Length]);
        Assert.Equal("- \\<5 stars\\>", lines[first]);
        Assert.Equal("- a b", lines[first + 1]);
    }

    [Fact]
    public void UndefinedValues_AreADash_AndOneIsNoPlural()
    {
        var results = new Dictionary<string, double?>
        {
            ["eval_accuracy"] = 0.5,
            ["eval_f1"] = double.NaN,
            ["eval_roc_auc_ovr"] = null,
            ["test_accuracy"] = double.PositiveInfinity,
        };
        string card = (Card() with { Results = results, Arguments = new TrainingArguments { Epochs = 1 } }).ToMarkdown();

        Assert.Contains("| accuracy | 0.5000 | – |\n", card, StringComparison.Ordinal);
        Assert.Contains("| f1 | – | – |\n", card, StringComparison.Ordinal);
        Assert.Contains("AdamW, 1 epoch, ", card, StringComparison.Ordinal);
        Assert.Contains(
            "AdamW, 1 step, ", (Card() with { Arguments = new TrainingArguments { MaxSteps = 1 } }).ToMarkdown(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("apache-2.0", "license: apache-2.0\n")]
    [InlineData("my: own", "license: \"my: own\"\n")]
    public void Licence_StandsInTheHead(string license, string line) =>
        Assert.Contains(line, (Card() with { License = license }).ToMarkdown(), StringComparison.Ordinal);

    private static ModelCard Card() => new()
    {
        Name = "run",
        BaseModel = "base",
        DataDescription = "12 texts",
        Model = AutoModelForSequenceClassification.FromPretrained(SharedFiles.Golden("tiny/bert/base"), new ClassLabel(Hostile)),
        Arguments = new TrainingArguments(),
        Results = new Dictionary<string, double?>(),
    };
}
